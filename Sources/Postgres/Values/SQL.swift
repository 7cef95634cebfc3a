/// The text of one SQL statement, with `$1`, `$2`, … where values are bound.
///
/// The text is always written by us: nothing that a client sent may become part of it.
public struct SQL: Sendable, Hashable {
    /// The most bytes of a name that PostgreSQL looks at (its NAMEDATALEN, less one).
    static let maximumNameBytes = 63

    /// The name under which connections prepare the statement, or nil for one that is parsed every time.
    public let name: String?
    /// The statement.
    public let text: String

    /// A statement that every connection prepares once, under the given name, and then only executes.
    ///
    /// - Parameters:
    ///   - name: unique in the program, for example `users.find`. Under a name of more than 63 bytes, of which
    ///     PostgreSQL would see only the beginning, the statement is parsed every time instead.
    ///   - text: the statement; one only, since the extended protocol takes no more.
    public init(_ name: String, _ text: String) {
        precondition(!name.isEmpty, "a prepared statement needs a name")
        precondition(!name.containsNUL && !text.containsNUL, "SQL cannot contain U+0000")
        self.name = name
        self.text = text
    }

    /// A statement whose text is put together at run time, or that is rarely used.
    public init(unnamed text: String) {
        precondition(!text.containsNUL, "SQL cannot contain U+0000")
        self.name = nil
        self.text = text
    }
}
