public import FoundationEssentials

/// Something that can be read from a column.
public protocol PostgresDecodable {
    /// Reads the text that PostgreSQL sent for a value that is not `NULL`.
    ///
    /// - Throws: any error; ``Row/decode(_:as:)-(_,T.Type)`` reports it as a decoding error of that column.
    init(postgresText: Span<UInt8>) throws
}

/// The column holds something else than the program asked for.
struct UnexpectedText: Error {}

extension Span<UInt8> {
    /// The bytes as a string; PostgreSQL sends valid UTF-8, since the connection asks for it.
    var string: String {
        unsafe withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// A copy of the bytes.
    var array: [UInt8] {
        unsafe withUnsafeBufferPointer { unsafe Array($0) }
    }
}

extension String: PostgresDecodable {
    /// The column's text.
    public init(postgresText: Span<UInt8>) {
        self = postgresText.string
    }
}

extension Int64: PostgresDecodable {
    /// A whole number.
    public init(postgresText: Span<UInt8>) throws {
        guard let number = Int64(postgresText.string) else { throw UnexpectedText() }
        self = number
    }
}

extension Int: PostgresDecodable {
    /// A whole number.
    public init(postgresText: Span<UInt8>) throws {
        guard let number = Int(postgresText.string) else { throw UnexpectedText() }
        self = number
    }
}

extension Double: PostgresDecodable {
    /// A number, `NaN` and infinities too.
    public init(postgresText: Span<UInt8>) throws {
        guard let number = Double(postgresText.string) else { throw UnexpectedText() }
        self = number
    }
}

extension Bool: PostgresDecodable {
    /// `t` or `f`.
    public init(postgresText: Span<UInt8>) throws {
        guard postgresText.count == 1 else { throw UnexpectedText() }
        switch postgresText[0] {
        case UInt8(ascii: "t"): self = true
        case UInt8(ascii: "f"): self = false
        default: throw UnexpectedText()
        }
    }
}

extension UUID: PostgresDecodable {
    /// A UUID.
    public init(postgresText: Span<UInt8>) throws {
        guard let uuid = UUID(text: postgresText) else { throw UnexpectedText() }
        self = uuid
    }
}

extension Date: PostgresDecodable {
    /// A `timestamptz` in ISO style; `infinity` and years before Christ are refused.
    public init(postgresText: Span<UInt8>) throws {
        guard let timestamp = PostgresTimestamp(parsing: postgresText.array) else { throw UnexpectedText() }
        self = timestamp.date
    }
}

extension [UInt8]: PostgresDecodable {
    /// A `bytea` in hexadecimal form.
    public init(postgresText: Span<UInt8>) throws {
        guard postgresText.count >= 2, postgresText.count.isMultiple(of: 2),
            postgresText[0] == UInt8(ascii: "\\"), postgresText[1] == UInt8(ascii: "x")
        else { throw UnexpectedText() }
        self = []
        reserveCapacity(postgresText.count / 2 - 1)
        for index in stride(from: 2, to: postgresText.count, by: 2) {
            guard let high = postgresText[index].hexadecimalValue, let low = postgresText[index + 1].hexadecimalValue
            else { throw UnexpectedText() }
            append(high << 4 | low)
        }
    }
}
