/// How far a database has to be migrated.
public enum Structure {
    /// The number of the last migration that these programs need. Later ones do no harm.
    public static let needed = 12

    /// The functions that these programs need, as a checksum over all files of them. Later ones do no harm.
    ///
    /// It changes with every change there; a test says what it has to be.
    public static let functions = "6d4447ef495bb44c1340564ed9821606bded5d17d3986ff8b25259bbd33c609c"
}
