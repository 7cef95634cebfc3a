public import Postgres

/// The identifiers of a group's members in ascending order, as text without anything in between.
///
/// So they come from the database, and so they are held until they are written to a client: a group may have very many.
public struct MemberList: PostgresDecodable, Sendable, Hashable {
    /// How many bytes each identifier has.
    public static let identifierBytes = 36

    private let text: [UInt8]

    /// Copies the column's text.
    public init(postgresText: Span<UInt8>) throws {
        guard postgresText.count.isMultiple(of: Self.identifierBytes) else { throw Malformed() }
        text = RawText(postgresText: postgresText).bytes
    }

    /// How many there are.
    public var count: Int { text.count / Self.identifierBytes }

    /// Hands out each identifier's text.
    public func forEach(_ body: (ArraySlice<UInt8>) -> Void) {
        for start in stride(from: 0, to: text.count, by: Self.identifierBytes) {
            body(text[start..<start + Self.identifierBytes])
        }
    }

    private struct Malformed: Error {}
}
