public import Postgres

extension RawRepresentable where Self: PostgresDecodable, RawValue == String {
    /// Reads a closed vocabulary from the text column that a CHECK constraint keeps within it.
    public init(postgresText text: Span<UInt8>) throws {
        guard let value = Self(rawValue: String(postgresText: text)) else { throw UnexpectedValue() }
        self = value
    }
}

/// A column holds what its CHECK constraint or its type should have kept out.
struct UnexpectedValue: Error {}

extension TenantStatus: PostgresDecodable {}
extension Connection.Status: PostgresDecodable {}
extension UserStatus: PostgresDecodable {}
extension Role: PostgresDecodable {}
extension Key.Kind: PostgresDecodable {}
extension PepperHolder.Program: PostgresDecodable {}
extension PepperRetirement: PostgresDecodable {}
extension PepperRotation: PostgresDecodable {}
extension SecretCount.Kind: PostgresDecodable {}
extension TenantSettings.SetUp: PostgresDecodable {}
