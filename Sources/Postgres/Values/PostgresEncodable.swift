public import FoundationEssentials

/// Something that can be bound to a statement.
public protocol PostgresEncodable {
    /// The value to bind.
    var postgresValue: Value { get }
}

extension Value: PostgresEncodable {
    /// The value itself.
    public var postgresValue: Value { self }
}

extension String: PostgresEncodable {
    /// The string as `text`.
    public var postgresValue: Value { .text(self) }
}

extension Int: PostgresEncodable {
    /// The number.
    public var postgresValue: Value { .integer(self) }
}

extension Int64: PostgresEncodable {
    /// The number.
    public var postgresValue: Value { .integer(self) }
}

extension Bool: PostgresEncodable {
    /// The truth value.
    public var postgresValue: Value { .bool(self) }
}

extension UUID: PostgresEncodable {
    /// The UUID.
    public var postgresValue: Value { .uuid(self) }
}

extension Date: PostgresEncodable {
    /// A `timestamptz`, to the microsecond, which is all that PostgreSQL keeps.
    public var postgresValue: Value { .text(PostgresTimestamp(self).text) }
}

extension [UInt8]: PostgresEncodable {
    /// A `bytea`.
    public var postgresValue: Value { .bytes(self) }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    /// The wrapped value, or `NULL`.
    public var postgresValue: Value { self?.postgresValue ?? .null }
}
