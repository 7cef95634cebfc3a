public import JSON

/// The hard limits of the protocol layer. Each exists so that one request cannot take the memory or the time of others.
public enum Limits {
    /// The longest filter, in UTF-8 bytes.
    public static let filterBytes = 4096
    /// How deeply a filter may be nested.
    public static let filterDepth = 16
    /// How many comparisons a filter may hold.
    public static let filterTerms = 64
    /// The longest path of a PATCH operation, in UTF-8 bytes.
    public static let pathBytes = 1024
    /// How many operations one PATCH may hold.
    public static let patchOperations = 1000
    /// How many elements one request may give to a multi-valued attribute; for most, group members.
    public static let membersPerRequest = 10_000
    /// The longest value, in UTF-8 bytes, of an attribute that PostgreSQL keeps in a B-tree index.
    ///
    /// An index entry is refused above some 2,700 bytes, and normalisation can lengthen a value.
    public static let indexedBytes = 1024
    /// The longest value of any other attribute that is text, in UTF-8 bytes.
    public static let textBytes = 65_536
    /// The longest value that stands for something else, in bytes: a certificate, or a reference, which may hold a whole
    /// picture (`data:`).
    public static let contentBytes = 524_288
    /// The longest query string, in bytes.
    public static let queryBytes = 16_384
    /// How many parameters a query string may hold.
    public static let queryParameters = 64
    /// How large a person may become, by however many requests. Checked when it is written.
    public static let storedPerson = JSON.Limits(maximumBytes: 1 << 20, maximumDepth: 40, maximumValues: 20_000)
    /// The most members that one answer shows.
    public static let membersPerAnswer = 20_000
    /// The bytes of people, with their groups, that one page shows.
    public static let pageBytes = 4 << 20
    /// The most resources on one page.
    public static let maximumPage = 1000
    /// How many resources a page holds when the client does not say.
    public static let defaultPage = 100
}
