public import FoundationEssentials

/// A value bound to a statement.
///
/// Everything but `bytes` travels as text whose type PostgreSQL infers from the statement, so the
/// same value serves a `text`, `uuid` or `bigint` parameter.
public struct Value: Sendable, Hashable {
    enum Storage: Sendable, Hashable {
        case null
        case text(String)
        case utf8([UInt8])
        case binary([UInt8])
    }

    let storage: Storage

    private init(_ storage: Storage) {
        self.storage = storage
    }

    /// SQL `NULL`.
    public static let null = Value(.null)

    /// Text, or anything PostgreSQL reads from text.
    public static func text(_ text: String) -> Value {
        Value(.text(text))
    }

    /// A `bytea`, sent as it is.
    public static func bytes(_ bytes: [UInt8]) -> Value {
        Value(.binary(bytes))
    }

    /// A JSON document that is already serialised in UTF-8.
    public static func json(bytes: [UInt8]) -> Value {
        Value(.utf8(bytes))
    }

    /// A whole number.
    public static func integer(_ integer: some BinaryInteger) -> Value {
        Value(.text(String(integer)))
    }

    /// A truth value.
    public static func bool(_ bool: Bool) -> Value {
        Value(.text(bool ? "t" : "f"))
    }

    /// A UUID.
    public static func uuid(_ uuid: UUID) -> Value {
        Value(.text(uuid.postgresText))
    }

    /// Whether the value is text with U+0000, which PostgreSQL cannot store and libpq would cut off.
    var containsNUL: Bool {
        switch storage {
        case .null, .binary: false
        case .text(let text): text.containsNUL
        case .utf8(let bytes): bytes.containsNUL
        }
    }
}

extension Value: ExpressibleByNilLiteral, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral
{
    /// `NULL`.
    public init(nilLiteral: ()) {
        self = .null
    }

    /// Text.
    public init(stringLiteral value: String) {
        self = .text(value)
    }

    /// A whole number.
    public init(integerLiteral value: Int64) {
        self = .integer(value)
    }

    /// A truth value.
    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }
}
