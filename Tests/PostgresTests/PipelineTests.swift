import Postgres
import TestHarness
import Testing

@Suite("A pipeline")
struct PipelineTests {
    @Test("is one round trip, whatever the number of statements")
    func oneRoundTrip() async throws {
        try await withDatabase { database, _ in
            let answers = try await database.pipeline(Queries.one, Queries.one, Queries.one)
            #expect(answers == (1, 1, 1))
            #expect(database.roundTrips == 1)
            let many = try await database.pipeline([Query<Int>](repeating: Queries.one, count: 500))
            #expect(many.count == 500)
            #expect(database.roundTrips == 2)
        }
    }

    @Test("of nothing is no round trip")
    func nothing() async throws {
        try await withDatabase { database, _ async throws in
            #expect(try await database.pipeline([Query<Int>]()).isEmpty)
            #expect(database.roundTrips == 0)
        }
    }

    @Test("is one transaction: an error takes back what stood before it and skips what stands behind")
    func atomicity() async throws {
        try await withDatabase { database, _ in
            try await database.pipeline(Queries.createItems)
            let error = await failure {
                try await database.pipeline(Queries.insert("a"), Queries.divideByZero, Queries.insert("b"))
            }
            #expect(error?.code == .server(SQLState(rawValue: "22012")))
            #expect(try await database.pipeline(Queries.count) == 0)
        }
    }

    @Test("keeps what set_config sets for the transaction to its own statements")
    func transactionSettings() async throws {
        try await withDatabase({ $0.maximumConnections = 1 }) { database, _ in
            let set = Query<Void>(SQL("set", "SELECT set_config('muster.tenant', $1, true)"), [.text("acme")])
            let show = Query<String?>.one(SQL("show", "SELECT current_setting('muster.tenant', true)")) {
                try $0.decode(0, as: String.self)
            }
            let inside = try await database.pipeline(set, show)
            #expect(inside.1 == "acme")
            let outside = try await database.pipeline(show)
            #expect(outside == "")
        }
    }

    @Test("says which constraint of which table refused a row")
    func constraint() async throws {
        try await withDatabase { database, _ in
            try await database.pipeline(Queries.createItems)
            let error = await failure {
                try await database.pipeline(Queries.insert("secret"), Queries.insert("secret"))
            }
            #expect(error?.sqlState == .uniqueViolation)
            #expect(error?.constraint == "items_name_key")
            #expect(error?.table == "items")
            #expect(error?.description == "the database refused with SQLSTATE 23505 (constraint items_name_key)")
            #expect(error?.debugDescription.contains("secret") == true)
        }
    }

    @Test("counts the rows that a statement changed")
    func affected() async throws {
        try await withDatabase { database, _ in
            try await database.pipeline(Queries.createItems)
            let insert = Query<Int>.affected(SQL(unnamed: "INSERT INTO items VALUES ('a'), ('b')"))
            #expect(try await database.pipeline(insert) == 2)
        }
    }

    @Test("refuses another number of rows than a query wants", arguments: [0, 2])
    func unexpectedRows(count: Int) async throws {
        try await withDatabase { database, _ in
            let sql = SQL(unnamed: "SELECT generate_series(1, $1::int)")
            let one = await failure {
                _ = try await database.pipeline(
                    Query<Int>.one(sql, [.integer(count)]) { try $0.decode(0) })
            }
            #expect(one?.code == .unexpectedRowCount)
            let optional = await failure {
                _ = try await database.pipeline(
                    Query<Int?>.optional(sql, [.integer(count)]) { try $0.decode(0, as: Int.self) })
            }
            #expect(optional?.code == (count == 2 ? .unexpectedRowCount : nil))
        }
    }

    @Test("prepares a statement once for a connection, within the same round trip")
    func preparation() async throws {
        try await withDatabase({ $0.maximumConnections = 1 }) { database, _ in
            let names = Query<[String]>.all(SQL(unnamed: "SELECT name FROM pg_prepared_statements")) {
                try $0.decode(0)
            }
            let answers = try await database.pipeline(Queries.one, Queries.one)
            #expect(answers == (1, 1))
            #expect(try await database.pipeline(names) == ["one"])
            #expect(try await database.pipeline(Queries.one) == 1)
            #expect(database.roundTrips == 3)
        }
    }

    @Test("does not take a name for prepared whose statement PostgreSQL refused, or skipped")
    func failedPreparation() async throws {
        try await withDatabase({ $0.maximumConnections = 1 }) { database, _ in
            // The table is missing at first, so the Parse of the one fails and that of the other is skipped.
            let error = await failure { _ = try await database.pipeline(Queries.count, Queries.insert("a")) }
            #expect(error?.sqlState == .undefinedTable)
            try await database.pipeline(Queries.createItems)
            let answers = try await database.pipeline(Queries.count, Queries.insert("a"))
            #expect(answers.0 == 0)
            #expect(try await database.pipeline(Queries.count) == 1)
        }
    }

    @Test("keeps a name prepared whose statement failed only when it ran")
    func failedExecution() async throws {
        try await withDatabase({ $0.maximumConnections = 1 }) { database, _ async throws in
            let divide = { (divisor: Int) in
                Query<Int>.one(SQL("quotient", "SELECT 6 / $1::int"), [.integer(divisor)]) { try $0.decode(0) }
            }
            let error = await failure { _ = try await database.pipeline(divide(0)) }
            #expect(error?.sqlState == SQLState(rawValue: "22012"))
            #expect(try await database.pipeline(divide(2)) == 3)
        }
    }

    @Test("never runs another statement that happens to have the same name")
    func doubleName() async throws {
        try await withDatabase({ $0.maximumConnections = 1 }) { database, _ async throws in
            let two = Query<Int>.one(SQL("one", "SELECT 2")) { try $0.decode(0) }
            #expect(try await database.pipeline(Queries.one) == 1)
            #expect(try await database.pipeline(two) == 2)
            #expect(try await database.pipeline(Queries.one) == 1)
        }
    }

    @Test("prepares nothing for a pooler")
    func unprepared() async throws {
        try await withDatabase({
            $0.preparedStatements = .unnamed
            $0.maximumConnections = 1
        }) { database, _ in
            let count = Query<Int>.one(SQL("prepared", "SELECT count(*) FROM pg_prepared_statements")) {
                try $0.decode(0)
            }
            let answers = try await database.pipeline(Queries.one, count)
            #expect(answers == (1, 0))
        }
    }

    @Test("larger than any socket's buffer arrives whole, both ways")
    func large() async throws {
        try await withDatabase({ $0.maximumResultBytes = 64 << 20 }) { database, _ in
            let text = String(repeating: "ä", count: 8 << 20)
            let echo = Query<String>.one(SQL("echo", "SELECT $1::text"), [.text(text)]) { try $0.decode(0) }
            let answers = try await database.pipeline(echo, echo)
            #expect(answers.0 == text && answers.1 == text)
        }
    }

    @Test("that asks to copy data is refused, and the pool goes on")
    func copying() async throws {
        try await withDatabase({ $0.maximumConnections = 1 }) { database, _ async throws in
            let error = await failure {
                try await database.pipeline(Query<Void>(SQL(unnamed: "COPY (SELECT 1) TO STDOUT")))
            }
            #expect(error != nil)
            #expect(try await database.pipeline(Queries.one) == 1)
        }
    }
}
