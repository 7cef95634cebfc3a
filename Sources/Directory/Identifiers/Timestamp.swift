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
        Self.completeFraction(of: &bytes)
        bytes.append(UInt8(ascii: "Z"))
        text = String(decoding: bytes, as: UTF8.self)
    }

    /// Reads an instant as ``text`` has it, or with less of a fraction: RFC 3339, UTC, such as `2026-03-01T09:30:00Z`.
    public init?(parsing text: String) {
        let form = #/\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?Z/#
        guard text.utf8.count <= 27, text.wholeMatch(of: form) != nil else { return nil }
        self.init(iso: text.replacing("T", with: " ").replacing("Z", with: "+00"))
    }

    /// Brings the fraction of a second to three digits, or to six.
    ///
    /// PostgreSQL leaves zeros off its end. With them, texts sort as the times do, and clients whose dates have a fixed
    /// number of digits can read them.
    private static func completeFraction(of bytes: inout [UInt8]) {
        let point = UInt8(ascii: ".")
        if bytes.count == 19 { bytes.append(point) }
        guard bytes[19] == point else { return }
        let digits = bytes.count - 20
        bytes += repeatElement(UInt8(ascii: "0"), count: max(0, (digits > 3 ? 6 : 3) - digits))
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
