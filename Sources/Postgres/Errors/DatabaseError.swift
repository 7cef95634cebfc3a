/// Why something could not be done in the database.
///
/// `description` may go into any log. What PostgreSQL said can hold stored values, and is only in `debugDescription`.
public struct DatabaseError: Error, Sendable {
    /// What kind of trouble it is.
    public enum Code: Sendable, Hashable {
        /// No connection can be opened, or the pool is closed.
        case unavailable
        /// The connection ended while the answer was outstanding; whether the work was committed is unknown.
        case connectionLost
        /// The deadline passed first; whether the work was committed is unknown.
        case deadlineExceeded
        /// The task was cancelled.
        case cancelled
        /// Too many units of work wait for a connection already.
        case queueFull
        /// PostgreSQL refused; its code says why.
        case server(SQLState)
        /// A column holds something else than the program expected.
        case decoding
        /// A value cannot be stored in PostgreSQL: text with U+0000, or too many values.
        case encoding
        /// A statement returned another number of rows than it must.
        case unexpectedRowCount
        /// The answer is larger than ``Database/Configuration/maximumResultBytes``; whether the work was committed is
        /// unknown.
        case resultTooLarge
        /// The migrations and the database do not fit together.
        case migration
    }

    /// What only the server's answer holds; boxed so that the error stays the size of a pointer.
    final class Details: Sendable {
        let code: Code
        let message: String
        let detail: String?
        let constraint: String?
        let table: String?
        let isOutdated: Bool

        init(
            code: Code, message: String, detail: String?, constraint: String?, table: String?, isOutdated: Bool = false
        ) {
            self.isOutdated = isOutdated
            self.code = code
            self.message = message
            self.detail = detail
            self.constraint = constraint
            self.table = table
        }
    }

    private let details: Details

    init(
        _ code: Code, message: String = "", detail: String? = nil, constraint: String? = nil, table: String? = nil
    ) {
        details = Details(code: code, message: message, detail: detail, constraint: constraint, table: table)
    }

    private init(_ details: Details) {
        self.details = details
    }

    /// The same error of a statement that was prepared before something changed, so that preparing it anew helps.
    var asOutdated: DatabaseError {
        DatabaseError(
            Details(
                code: code, message: message, detail: detail, constraint: constraint, table: table, isOutdated: true))
    }

    /// Whether what the connection has prepared does not fit the database any more.
    var isOutdated: Bool { details.isOutdated }

    /// What kind of trouble it is.
    public var code: Code { details.code }

    /// PostgreSQL's code, where it is PostgreSQL that refused.
    public var sqlState: SQLState? {
        if case .server(let state) = code { state } else { nil }
    }

    /// The constraint that was violated.
    public var constraint: String? { details.constraint }

    /// The table that the error is about.
    public var table: String? { details.table }

    /// What PostgreSQL said; may hold stored values.
    var message: String { details.message }

    /// What PostgreSQL said in addition; may hold stored values.
    var detail: String? { details.detail }
}
