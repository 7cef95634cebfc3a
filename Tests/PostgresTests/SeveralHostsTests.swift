import FoundationEssentials
import Postgres
import TestHarness
import Testing

@testable import Postgres

@Suite("An address with several hosts", .timeLimit(.minutes(2)))
struct SeveralHostsTests {
    /// The servers of an address as libpq is given them.
    private func servers(_ text: String) throws -> [String] {
        let url = try #require(DatabaseURL(parsing: text))
        return ServerCandidate.servers(of: url.values).map {
            [$0["host"], $0["hostaddr"], $0["port"]].map { $0 ?? "-" }.joined(separator: " ")
        }
    }

    @Test("is taken apart as libpq does it")
    func apart() throws {
        #expect(try servers("postgresql://a,b:2/x") == ["a - ", "b - 2"])
        #expect(try servers("host=a,b port=7") == ["a - 7", "b - 7"])
        #expect(try servers("hostaddr=10.0.0.1,10.0.0.2 host=a,b port=7,8") == ["a 10.0.0.1 7", "b 10.0.0.2 8"])
        #expect(try servers("dbname=x") == ["- - -"])
    }

    @Test("is tried in two rounds where a standby is preferred, and no more than sixteen servers")
    func rounds() throws {
        let preferring = try #require(
            DatabaseURL(parsing: "hostaddr=127.0.0.1,127.0.0.2 target_session_attrs=prefer-standby"))
        let tried = ServerCandidate.all(of: preferring.values).map {
            "\($0.values["hostaddr"] ?? "") \($0.values["target_session_attrs"] ?? "")"
        }
        #expect(tried == ["127.0.0.1 standby", "127.0.0.2 standby", "127.0.0.1 any", "127.0.0.2 any"])
        for (count, expected) in [(16, 16), (17, 16)] {
            let text = "hostaddr=" + (1...count).map { "127.0.0.\($0)" }.joined(separator: ",")
            #expect(ServerCandidate.all(of: try #require(DatabaseURL(parsing: text)).values).count == expected)
        }
    }

    @Test("leads to the second when the first is silent, and when it refuses", arguments: [true, false])
    func second(isSilent: Bool) async throws {
        let queue = try FullQueue()
        try await TestDatabase.withEmpty { test in
            let url = test.url(as: .superuser)
            let address = try #require(url.split(separator: "@").last?.split(separator: "/").first)
            let first = isSilent ? Int(queue.port) : 1
            var configuration = Database.Configuration(
                url: url.replacing(address, with: "127.0.0.1:\(first),\(address)"))
            configuration.connectTimeout = .milliseconds(300)
            let database = Database(configuration: configuration)
            #expect(try await database.pipeline(Queries.one) == 1)
            #expect(try await database.pipeline(sharing: .shared, Queries.one) == 1)
            await database.close()
        }
    }

    @Test("gives each host the time that the address says, and names those that did not answer")
    func silent() async throws {
        let (one, other) = (try FullQueue(), try FullQueue())
        let hosts = "127.0.0.1:\(one.port),127.0.0.1:\(other.port)"
        let database = Database(configuration: .init(url: "postgresql://x@\(hosts)/x?connect_timeout=1"))
        let start = ContinuousClock.now
        let error = await failure { try await database.pipeline(Queries.one) }
        #expect(error?.code == .unavailable)
        #expect(start.duration(to: .now) >= .milliseconds(1_900))
        for port in [one.port, other.port] { #expect(error?.debugDescription.contains("port \(port)") == true) }
        await database.close()
    }
}
