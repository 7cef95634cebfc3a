/// How far a database has to be migrated.
public enum Structure {
    /// The number of the last migration that these programs need. Later ones do no harm.
    public static let needed = 12

    /// The functions that these programs need, as a checksum over all files of them. Later ones do no harm.
    ///
    /// It changes with every change there; a test says what it has to be.
    public static let functions = "3a2f4bded14ce5666dafda5b20bc9687c1fa3f27a9b5af1d0e62eefc22665cac"
}
