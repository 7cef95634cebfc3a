/// A column's bytes as PostgreSQL sent them.
///
/// Stored JSON is handed on to a client this way: copied once and never parsed.
public struct RawText: PostgresDecodable, Sendable, Hashable {
    /// The text in UTF-8.
    public let bytes: [UInt8]

    /// Copies the column's text.
    public init(postgresText: Span<UInt8>) {
        bytes = postgresText.array
    }
}
