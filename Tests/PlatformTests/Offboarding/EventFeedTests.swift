import Directory
import FoundationEssentials
import JSON
import Postgres
import TestHarness
import Testing

@Suite("The feed of events")
struct EventFeedTests {
    private static let writers = 20
    private static let eventsEach = 15

    @Test("A reader with a cursor sees every event of twenty slow writers once, and each person's in order")
    func complete() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let product = try await ProductProgram.register(platform)
            let start = try await product.lastCursor(platform)
            var seen: [String: [Int64]] = [:]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<Self.writers {
                    group.addTask { try await Self.write(UUID.version7(), seed: writer, tenant, platform) }
                }
                seen = try await Self.read(after: start, product, platform)
                try await group.waitForAll()
            }
            #expect(seen.count == Self.writers)
            for numbers in seen.values { #expect(numbers == Array(0..<Int64(Self.eventsEach))) }
        }
    }

    @Test("Only a registered client may read, with a cursor that was given and a limit in range")
    func refusals() async throws {
        try await RunningPlatform.with { platform in
            let product = try await ProductProgram.register(platform)
            let wrong: [(String, Int)] = [("after=x", 400), ("after=1-x", 400), ("limit=0", 400), ("limit=1001", 400)]
            for (query, status) in wrong {
                #expect(try await product.get("/api/v1/events?\(query)", platform).status == status, "\(query)")
            }
            #expect(try await product.get("/api/v1/events?limit=1000", platform).status == 200)
            let stranger = HTTPTestClient(port: platform.port)
            #expect(try await stranger.send("GET", "/api/v1/events").status == 401)
        }
    }

    /// Writes numbered events about one subject, each in a transaction that dawdles before its commit.
    private static func write(
        _ subject: UUID, seed: Int, _ tenant: TestTenant, _ platform: RunningPlatform
    ) async throws {
        for number in 0..<eventsEach {
            let event = Events.insert(
                .userUpdated, subject: subject, by: Actor(kind: .staff), data: ["number": .integer(Int64(number))])
            let dawdle = Query<Void>(
                SQL(unnamed: "SELECT pg_sleep($1)"), [.text("0.0\((seed * 7 + number * 3) % 40)")])
            _ = try await platform.staff.pipeline(Tenants.bind(tenant.id), event, dawdle)
        }
    }

    private static func read(
        after start: String, _ product: ProductProgram, _ platform: RunningPlatform
    ) async throws -> [String: [Int64]] {
        var (cursor, seen, count) = (start, [String: [Int64]](), 0)
        let end = ContinuousClock.now + .seconds(60)
        while count < writers * eventsEach, ContinuousClock.now < end {
            let page = try await product.get("/api/v1/events?limit=7&after=\(cursor)", platform).json
            for event in page["events"]?.arrayValue ?? [] {
                guard let subject = event["subject"]?["id"]?.stringValue,
                    let number = event["data"]?["number"]?.integerValue
                else { continue }
                seen[subject, default: []].append(number)
                count += 1
            }
            cursor = page["next"]?.stringValue ?? cursor
        }
        return seen
    }
}
