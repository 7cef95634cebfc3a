import Addresses
import FoundationEssentials
import HTTPServer
import Observability
import Testing
import Time

@testable import Directory
@testable import Traffic

@Suite("Whose a request is")
struct DoorkeeperTests {
    private let metrics = Metrics()

    private func request(_ token: String?, host: String = "a.example.com", from address: String? = nil) -> Request {
        var request = Request(path: "/scim/v2/Users", headers: ["Host": host])
        if let token { request.headers.append("Authorization", "Bearer \(token)") }
        if let address { request.headers.append("X-Forwarded-For", address) }
        return request
    }

    private func access(_ tenant: UUID, limit: RequestLimit = .standard) -> Access {
        Access(tenant: tenant, connection: UUID(), token: UUID(), limit: limit)
    }

    private func doorkeeper(standardRate: Int? = nil) throws -> Doorkeeper {
        Doorkeeper(
            standardRate: standardRate, trusting: TrustedProxies([try Network(parsing: "127.0.0.1")]), metrics: metrics)
    }

    @Test("All tokens of a tenant have one origin, those of another tenant another")
    func tenants() throws {
        let (doorkeeper, tenant) = (try doorkeeper(), UUID())
        doorkeeper.letIn(request("1"), as: access(tenant))
        doorkeeper.letIn(request("2"), as: access(tenant))
        doorkeeper.letIn(request("3", host: "b.example.com"), as: access(UUID()))
        let first = doorkeeper.passage(for: request("1")).origin
        #expect(first != nil)
        #expect(doorkeeper.passage(for: request("2")).origin == first)
        #expect(doorkeeper.passage(for: request("3", host: "b.example.com")).origin != first)
    }

    @Test("Strangers have eight origins among them, by their address and not by what they present")
    func strangers() throws {
        let doorkeeper = try doorkeeper()
        let origins = Set(
            (0...255).map { doorkeeper.passage(for: request("guess \($0)", from: "192.0.2.\($0)")).origin })
        #expect(origins.count == 8)
        let one = doorkeeper.passage(for: request("1", from: "192.0.2.1")).origin
        #expect(doorkeeper.passage(for: request("2", host: "b.example.com", from: "192.0.2.1")).origin == one)
        #expect(doorkeeper.passage(for: request(nil, from: "192.0.2.1")).origin == one)
    }

    @Test("A token at another host, and one that was turned away, are those of a stranger")
    func forgotten() throws {
        let (doorkeeper, tenant) = (try doorkeeper(), UUID())
        let stranger = doorkeeper.passage(for: request(nil)).origin
        doorkeeper.letIn(request("1"), as: access(tenant))
        #expect(doorkeeper.passage(for: request("1", host: "b.example.com")).origin == stranger)
        doorkeeper.turnedAway(request("1"), isGuess: true)
        #expect(doorkeeper.passage(for: request("1")).origin == stranger)
    }

    @Test("Each program of the operator has an origin of its own at each host, and no tenant's limit")
    func clients() throws {
        let doorkeeper = try doorkeeper(standardRate: 25)
        for host in ["a.example.com", "b.example.com"] { doorkeeper.letIn(client: request("1", host: host)) }
        let first = doorkeeper.passage(for: request("1")).origin
        #expect(first != doorkeeper.passage(for: request("1", host: "b.example.com")).origin)
        #expect((1...1000).allSatisfy { _ in doorkeeper.passage(for: request("1")).origin == first })
    }

    @Test(
        "A tenant's own limit counts, or else the standard one",
        arguments: [
            (RequestLimit.standard, 30, 30), (.perSecond(40), 30, 40), (.perSecond(40), nil, 40),
            (.unlimited, 30, nil), (.standard, nil, nil),
        ] as [(RequestLimit, Int?, Int?)])
    func limits(limit: RequestLimit, standard: Int?, holds: Int?) throws {
        let doorkeeper = try doorkeeper(standardRate: standard)
        doorkeeper.letIn(request("1"), as: access(UUID(), limit: limit))
        let passages = (1...2000).map { _ in doorkeeper.passage(for: request("1")) }
        let firstRefused = passages.firstIndex { $0.failure != nil }
        guard let holds else {
            #expect(firstRefused == nil)
            return
        }
        // The clock goes on meanwhile, so that one or a few more may have come in.
        #expect(holds...(holds + 5) ~= (try #require(firstRefused)))
        let failure = try #require(passages.compactMap(\.failure).first)
        #expect(failure.status == .tooManyRequests && failure.retryAfter == 1)
        #expect(failure.detail.contains("\(holds) requests a second"))
        #expect(metrics.exposition().contains(#"muster_limits_refused_total{reason="tenant_limit"} "#))
    }

    @Test("One guess too many from an address refuses what is unknown from there, and nothing else")
    func guessing() throws {
        let doorkeeper = try doorkeeper()
        doorkeeper.letIn(request("known", from: "192.0.2.1"), as: access(UUID()))
        for _ in 1...100 {
            #expect(doorkeeper.passage(for: request("guess", from: "192.0.2.1")).failure == nil)
            doorkeeper.turnedAway(request("guess", from: "192.0.2.1"), isGuess: true)
        }
        let refused = doorkeeper.passage(for: request("another guess", from: "192.0.2.1")).failure
        #expect(refused?.status == .tooManyRequests && refused?.retryAfter == 1)
        #expect(doorkeeper.passage(for: request(nil, from: "192.0.2.1")).failure != nil)
        #expect(doorkeeper.passage(for: request("known", from: "192.0.2.1")).failure == nil)
        #expect(doorkeeper.passage(for: request("guess", from: "192.0.2.2")).failure == nil)
        #expect(metrics.exposition().contains(#"muster_limits_refused_total{reason="guessing"} 2"#))
    }

    @Test("What was not a guess is not counted as one")
    func noGuess() throws {
        let doorkeeper = try doorkeeper()
        for _ in 1...1000 { doorkeeper.turnedAway(request("suspended"), isGuess: false) }
        #expect(doorkeeper.passage(for: request("suspended")).failure == nil)
    }

    @Test("The use of a token is noted once in five minutes, however often it is used")
    func uses() throws {
        let (doorkeeper, access) = (try doorkeeper(), access(UUID()))
        for _ in 1...1000 { doorkeeper.letIn(request("1"), as: access) }
        let uses = doorkeeper.uses.take(1000, now: UnixTime.now.seconds)
        #expect(uses.map(\.token) == [access.token] && uses.map(\.tenant) == [access.tenant])
        for _ in 1...1000 { doorkeeper.letIn(request("1"), as: access) }
        // A period may have begun in between.
        #expect(doorkeeper.uses.take(1000, now: UnixTime.now.seconds).count <= 1)
    }
}

extension Passage {
    fileprivate var origin: Origin? { if case .origin(let origin) = self { origin } else { nil } }
    fileprivate var failure: Failure? { if case .refused(let failure) = self { failure } else { nil } }
}
