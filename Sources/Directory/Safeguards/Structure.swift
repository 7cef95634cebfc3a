/// How far a database has to be migrated.
public enum Structure {
    /// The number of the last migration that these programs need. Later ones do no harm.
    public static let needed = 12

    /// The functions that these programs need, as a checksum over all files of them. Later ones do no harm.
    ///
    /// It changes with every change there; a test says what it has to be.
    public static let functions = "74e4547cf1097f760e8c0a6cc2b5ceda7577fc824da307c488ce2c71a58225b1"
}
