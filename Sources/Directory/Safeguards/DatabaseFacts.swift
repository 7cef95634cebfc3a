/// What a program asks a database before it serves.
public struct DatabaseFacts: Sendable, Hashable {
    /// How far it is migrated: the number of the last migration.
    public let structure: Int
    /// Whether it has the functions that the program needs, or had them before later ones.
    public let hasFunctions: Bool
    /// The peppers under which the secrets in it were digested.
    public let peppers: KnownPeppers
}
