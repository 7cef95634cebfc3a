public import Postgres

/// An instant as it goes over the wire (RFC 3339, UTC), read from PostgreSQL without calendar arithmetic.
public struct Timestamp: Sendable, Hashable {
    /// For example `2026-01-02T03:04:05.678Z`.
    public let text: String

    /// Reads a `timestamptz` in the form that connections ask PostgreSQL for: ISO, UTC.
    ///
    /// - Parameter iso: for example `2026-01-02 03:04:05.678+00`.
    /// - Returns: nil for any other form.
    public init?(iso: String) {
        var bytes = Array(iso.utf8)
        guard bytes.count >= 22, bytes[10] == UInt8(ascii: " "), bytes.suffix(3) == [0x2B, 0x30, 0x30] else {
            return nil
        }
        bytes[10] = UInt8(ascii: "T")
        bytes.removeLast(3)
        bytes.append(UInt8(ascii: "Z"))
        text = String(decoding: bytes, as: UTF8.self)
    }
}

extension Timestamp: PostgresDecodable {
    /// Reads a `timestamptz`.
    public init(postgresText: Span<UInt8>) throws {
        guard let timestamp = Timestamp(iso: String(postgresText: postgresText)) else {
            throw UnexpectedValue()
        }
        self = timestamp
    }
}
