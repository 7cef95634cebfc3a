/// How far a database has to be migrated.
public enum Structure {
    /// The number of the last migration that these programs need. Later ones do no harm.
    public static let needed = 12

    /// The functions that these programs need, as a checksum over all files of them. Later ones do no harm.
    ///
    /// It changes with every change there; a test says what it has to be.
    public static let functions = "e6fc6d0fd5efaf3457e95f0f4559984403e4e654d2406495aed805d80cd322a4"
}
