import JSON
import Postgres
import TestHarness
import Testing

extension Installation {
    /// Lends an installation with tenant 1 and somebody in it, and hands over the person's id.
    static func withPerson(_ body: (Installation, String) async throws -> Void) async throws {
        try await with { installation in
            _ = try await installation.answer("tenant", "create", "--instance", "1", "--client", "a")
            let person = try await installation.addPerson("Ada@example.com", status: "active")
            try await body(installation, person)
        }
    }

    /// Adds somebody to tenant 1 without the SCIM endpoint, and returns the id.
    func addPerson(_ userName: String, status: String = "active") async throws -> String {
        try await value(
            """
            WITH added AS (
                INSERT INTO muster.users (id, user_name, user_name_key, document, keys, status)
                VALUES (gen_random_uuid(), $1, lower($1), json_build_object('userName', $1::text), '{}', $2)
                RETURNING id
            ), joined AS (
                INSERT INTO muster.memberships (user_id) SELECT id FROM added
            )
            SELECT id FROM added
            """, [.text(userName), .text(status)])
    }

    /// Adds a group to tenant 1, and returns the id.
    func addGroup(_ displayName: String, members: [String] = []) async throws -> String {
        let group = try await value(
            """
            INSERT INTO muster.groups (id, display_name, display_name_key)
            VALUES (gen_random_uuid(), $1, lower($1)) RETURNING id
            """, [.text(displayName)])
        for member in members {
            _ = try await value(
                "INSERT INTO muster.group_members (group_id, user_id) VALUES ($1, $2) RETURNING group_id",
                [.text(group), .text(member)])
        }
        return group
    }

    /// Lets somebody leave, as the identity provider's request does.
    func leave(_ person: String, isDeletion: Bool = false) async throws {
        _ = try await value(
            """
            WITH before AS (SELECT * FROM muster.users WHERE id = $1), gone AS (
                UPDATE muster.users u
                   SET status = 'deactivated', deactivated_at = now(), access_epoch = clock_timestamp(),
                       generation = u.generation + 1, deleted_at = CASE WHEN $2 THEN now() END
                  FROM before b WHERE u.id = b.id RETURNING u.id, u.generation
            ), told AS (
                INSERT INTO muster.events (kind, actor_kind, subject_kind, subject_id, request_id)
                SELECT 'user.deactivated', 'connection', 'user', id, 'request-1' FROM gone
            )
            INSERT INTO muster.offboardings
                   (user_id, generation, status_before, access_epoch_before, is_deletion, request_id)
            SELECT g.id, g.generation, b.status, b.access_epoch, $2, 'request-1' FROM gone g, before b
            RETURNING user_id
            """, [.text(person), .bool(isDeletion)])
    }

    /// What a worker does about all who have left, at once.
    func carryOutLeavings() async throws {
        let round = "SELECT carried_out FROM muster.run_offboardings('00000000-0000-0000-0000-000000000000', 500)"
        try await database.connected(as: .worker) { worker in
            while try await worker.pipeline(Query<Int64>.one(SQL(unnamed: round)) { try $0.decode(0) }) > 0 {}
        }
    }

    /// Adds a job about somebody that has been due for a while, and returns its number.
    @discardableResult
    func addJob(about person: String, _ state: String, dueFor seconds: Int = 0) async throws -> String {
        try await value(
            """
            INSERT INTO muster.jobs (kind, ordering_key, subject_id, state, run_at, attempts, last_error)
            VALUES ('revoke_keys', 'test:' || $1, $1::uuid, $2, clock_timestamp() - $3 * interval '1 second', 20, 'why')
            RETURNING id
            """, [.text(person), .text(state), .integer(seconds)])
    }

    /// The one value that a statement answers with, run as the operator's role in tenant 1.
    @discardableResult
    func value(_ text: String, _ values: [Value] = []) async throws -> String {
        try await database.connected(as: .admin) { database in
            let (_, value) = try await database.pipeline(
                Query<Void>(
                    SQL(
                        unnamed: """
                            SELECT set_config('muster.tenant', id::text, true)
                              FROM muster.tenants WHERE instance_number = 1
                            """)),
                Query<String?>.one(SQL(unnamed: text), values) { try $0.decode(0) })
            return value ?? ""
        }
    }

    /// The kinds of the events about a thing, or of all, oldest first.
    func events(about subject: String? = nil) async throws -> [String] {
        let all = try await answer("event", "list", "--tenant", "1").arrayValue ?? []
        return all.filter { subject == nil || $0["subject"]?["id"]?.stringValue == subject }
            .compactMap { $0["kind"]?.stringValue }
    }

    /// The text of a member of an answer.
    func text(_ member: String, _ arguments: String...) async throws -> String {
        let answer = try await CommandLineTests.muster(arguments + ["--json"], environment: environment).json
        return try #require(answer[member]?.stringValue, "\(answer)")
    }

    /// The code of the error that a call ends with.
    func errorCode(_ arguments: String...) async -> String? {
        await CommandLineTests.muster(arguments + ["--json"], environment: environment).errorCode
    }
}
