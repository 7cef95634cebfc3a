/// What a program asks a database before it serves.
public struct DatabaseFacts: Sendable, Hashable {
    /// How far it is migrated: the number of the last migration.
    public let structure: Int
    /// Whether it has the functions that the program needs, or had them before later ones.
    public let hasFunctions: Bool
    /// Whether the pepper is the one with which the secrets in it were digested.
    public let fitsPepper: Bool
}
