import FoundationEssentials
import Postgres
import TestHarness
import Testing

@Suite("Values")
struct ValueTests {
    @Test("with U+0000 are refused before anything is sent")
    func nul() async throws {
        try await withDatabase { database, _ in
            let values: [Value] = ["\0", "a\0b", .textArray(["a", "b\0"]), .json(bytes: [0x22, 0, 0x22])]
            for value in values {
                let echo = Query<Void>(SQL("echo", "SELECT $1::text"), [value])
                let error = await failure { try await database.pipeline(Queries.one, echo) }
                #expect(error?.code == .encoding)
            }
            #expect(database.roundTrips == 0)
        }
    }

    @Test("more than a statement can carry are refused", arguments: [65_535, 65_536])
    func tooMany(count: Int) async throws {
        try await withDatabase { database, _ in
            let list = SQL(
                unnamed: "SELECT 1 WHERE $1::int IN (\((1...count).map { "$\($0)" }.joined(separator: ",")))")
            let values = [Value](repeating: 1, count: count)
            let error = await failure { try await database.pipeline(Query<Void>(list, values)) }
            #expect(error?.code == (count > 65_535 ? .encoding : nil))
        }
    }

    @Test("come back as they went", arguments: ["", "plain", "'; DROP TABLE items; --", "ä\u{1F600}\n\t\"\\", "NULL"])
    func texts(text: String) async throws {
        try await withDatabase { database, _ in
            let texts = Query<(String, String, String?)>.one(
                SQL("texts", "SELECT $1::text, ($2::text[])[2], $3::text"),
                [.text(text), .textArray(["a", text]), .null]
            ) { (try $0.decode(0), try $0.decode(1), try $0.decode(2, as: String?.self)) }
            let answer = try await database.pipeline(texts)
            #expect(answer == (text, text, nil))
        }
    }

    @Test("of every type come back as they went")
    func types() async throws {
        try await withDatabase { database, _ in
            let uuid = UUID()
            let bytes = [UInt8](0...255)
            let sql = SQL(
                "types",
                "SELECT $1::bigint, $2::boolean, $3::uuid, $4::bytea, ($5::uuid[])[1], ($6::bigint[])[2], $7::jsonb")
            let values: [Value] = [
                Int.min.postgresValue, true.postgresValue, uuid.postgresValue, bytes.postgresValue, .uuidArray([uuid]),
                .integerArray([1, -2]), .json(bytes: Array(#"{"a": 1}"#.utf8)),
            ]
            let query = Query<Row>.one(sql, values) { $0 }
            let row = try await database.pipeline(query)
            #expect(try row.decode(0, as: Int.self) == Int.min)
            #expect(try row.decode(1, as: Bool.self))
            #expect(try row.decode(2, as: UUID.self) == uuid)
            #expect(try row.decode(3, as: [UInt8].self) == bytes)
            #expect(try row.decode(4, as: UUID.self) == uuid)
            #expect(try row.decode(5, as: Int64.self) == -2)
            #expect(try row.decode(6, as: RawText.self).bytes == Array(#"{"a": 1}"#.utf8))
        }
    }

    @Test("that are something else than expected are decoding errors, and say nothing of what was there")
    func wrongTypes() async throws {
        try await withDatabase { database, _ in
            let query = Query<Row>.one(SQL(unnamed: "SELECT 'secret', NULL::text, 'infinity'::timestamptz")) { $0 }
            let row = try await database.pipeline(query)
            let errors = [
                await failure { _ = try row.decode(0, as: Int.self) },
                await failure { _ = try row.decode(0, as: Bool.self) },
                await failure { _ = try row.decode(0, as: UUID.self) },
                await failure { _ = try row.decode(0, as: Date.self) },
                await failure { _ = try row.decode(0, as: [UInt8].self) },
                await failure { _ = try row.decode(1, as: String.self) },
                await failure { _ = try row.decode(2, as: Date.self) },
            ]
            for error in errors {
                #expect(error?.code == .decoding)
                #expect(error.map { "\($0)" + $0.debugDescription }?.contains("secret") == false)
            }
        }
    }

    static let instants: [(String, Double)] = [
        ("1970-01-01 00:00:00+00", 0), ("2026-01-02 03:04:05.678+00", 1_767_323_045.678),
        ("1969-12-31 23:59:59.5+00", -0.5), ("2000-02-29 12:00:00+00", 951_825_600),
        ("0001-01-01 00:00:00+00", -62_135_596_800), ("9999-12-31 23:59:59+00", 253_402_300_799),
    ]

    @Test("that are instants come back to the microsecond, from any year of four digits", arguments: instants)
    func dates(text: String, seconds: Double) async throws {
        try await withDatabase { database, _ in
            let date = Date(timeIntervalSince1970: seconds)
            let query = Query<(Date, Bool)>.one(
                SQL("dates", "SELECT $1::timestamptz, $1::timestamptz = $2::timestamptz"),
                [.text(text), date.postgresValue]
            ) { (try $0.decode(0), try $0.decode(1)) }
            let answer = try await database.pipeline(query)
            #expect(abs(answer.0.timeIntervalSince1970 - seconds) < 0.000_001)
            #expect(answer.1)
        }
    }

    static let oddInstants: [(Double, Value)] = [
        (.infinity, "9999-12-31T23:59:59.999999Z"), (1e300, "9999-12-31T23:59:59.999999Z"),
        (-.infinity, "0001-01-01T00:00:00.000000Z"), (-1e300, "0001-01-01T00:00:00.000000Z"),
        (.nan, "1970-01-01T00:00:00.000000Z"),
    ]

    @Test("that are no instants, or lie far outside, are brought within bounds", arguments: oddInstants)
    func oddDates(seconds: Double, value: Value) {
        #expect(Date(timeIntervalSince1970: seconds).postgresValue == value)
    }
}
