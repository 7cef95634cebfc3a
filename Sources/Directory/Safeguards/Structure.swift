/// How far a database has to be migrated.
public enum Structure {
    /// The number of the last migration that these programs need. Later ones do no harm.
    public static let needed = 12

    /// The functions that these programs need, as a checksum over all files of them. Later ones do no harm.
    ///
    /// It changes with every change there; a test says what it has to be.
    public static let functions = "5055a4b5f6b4443ee8c42aa777be5fc01232c8672d3258a0377b737567aae4ce"
}
