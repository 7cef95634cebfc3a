/// How far a database has to be migrated.
public enum Structure {
    /// The number of the last migration that these programs need. Later ones do no harm.
    public static let needed = 24
}
