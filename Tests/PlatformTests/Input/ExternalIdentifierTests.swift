import JSON
import Postgres
import TestHarness
import Testing

@Suite("The externalId", .sharedPlatform)
struct ExternalIdentifierTests {
    private static let kinds = [("/Users", "userName"), ("/Groups", "displayName")]

    @Test("One that the connection has given already is a 409 uniqueness, whatever request brings it", arguments: kinds)
    func taken(path: String, name: String) async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            let first = try await tenant.createID(path, [name: "first", "externalId": "00u1"])
            let second = try await tenant.createID(path, [name: "second", "externalId": "00u2"])
            let requests: [(String, String, JSON)] = [
                ("POST", path, [name: "third", "externalId": "00u1"]),
                ("PUT", "\(path)/\(second)", [name: "second", "externalId": "00u1"]),
                ("PATCH", "\(path)/\(second)", .replacing("externalId", with: "00u1")),
            ]
            for (method, target, body) in requests {
                let answer = try await tenant.send(method, target, body)
                #expect(answer.status == 409 && answer.scimType == "uniqueness", "\(method): \(answer.text)")
            }
            #expect(try await tenant.found(path, "externalId eq \"00u1\"").map { $0["id"] } == [.string(first)])
            #expect(try await tenant.resource("\(path)/\(second)")["externalId"] == "00u2")
            // Case matters, and what a connection calls something it may call it again.
            #expect(try await tenant.send("POST", path, [name: "fourth", "externalId": "00U1"]).status == 201)
            let same: JSON = [name: "First", "externalId": "00u1"]
            #expect(try await tenant.send("PUT", "\(path)/\(first)", same).status == 200)
        }
    }

    @Test("It is free again when what had it is deleted", arguments: kinds)
    func freed(path: String, name: String) async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            for round in 0..<3 {
                let id = try await tenant.createID(path, [name: "first", "externalId": "00u1"])
                #expect(try await tenant.found(path, "externalId eq \"00u1\"").count == 1)
                #expect(try await tenant.send("DELETE", "\(path)/\(id)").status == 204, "\(round)")
                #expect(try await tenant.found(path, "externalId eq \"00u1\"").isEmpty)
            }
        }
    }

    @Test("Of many requests at once that bring one, exactly one gets it", arguments: kinds)
    func parallel(path: String, name: String) async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { tasks in
                for number in 0..<30 {
                    tasks.addTask {
                        let body: JSON = [name: .string("name \(number)"), "externalId": "00u1"]
                        return try await tenant.send("POST", path, body).status
                    }
                }
                return try await tasks.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 201 } == 1 && statuses.count { $0 == 409 } == 29, "\(statuses)")
        }
    }

    @Test("A change that had to wait for another one compares with what that one left", arguments: kinds)
    func waited(path: String, name: String) async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let id = try await tenant.createID(path, [name: "first", "externalId": "old"])
            let table = path == "/Users" ? "user" : "group"
            let waiting = """
                SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                   AND wait_event_type = 'Lock' AND query LIKE '%FROM muster.\(table)s%FOR UPDATE%'
                """
            try await platform.database.connected(as: .superuser) { other in
                let change = try await other.before(.now + .seconds(60)).transaction { transaction in
                    _ = try await transaction.pipeline(
                        Query<Void>(
                            SQL(unnamed: "SELECT FROM muster.\(table)s WHERE id = $1 FOR UPDATE"), [.text(id)]),
                        Query<Void>(
                            SQL(
                                unnamed:
                                    "UPDATE muster.\(table)_external_ids SET external_id = 'new' WHERE \(table)_id = $1"
                            ), [.text(id)]))
                    let change = Task {
                        try await tenant.send("PATCH", "\(path)/\(id)", .replacing("externalId", with: "old"))
                    }
                    let end = ContinuousClock.now + .seconds(20)
                    while try await platform.count(waiting) == 0 { try #require(.now < end) }
                    return change
                }
                let answer = try await change.value
                #expect(answer.status == 200, "\(answer.text)")
                #expect(try answer.json["externalId"] == "old")
            }
            #expect(try await tenant.resource("\(path)/\(id)")["externalId"] == "old")
        }
    }
}
