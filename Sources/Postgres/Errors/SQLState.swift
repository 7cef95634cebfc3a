/// The five characters with which PostgreSQL classifies an error.
public struct SQLState: RawRepresentable, Hashable, Sendable {
    /// The code, for example `23505`.
    public let rawValue: String

    /// Any code; our own functions raise some that start with `MU`.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The first two characters, which name the kind of error.
    public var classCode: Substring { rawValue.prefix(2) }
}

extension SQLState {
    /// A unique constraint or index refused a row.
    public static let uniqueViolation = SQLState(rawValue: "23505")
    /// A foreign key names a row that is not there, or a row is still referenced.
    public static let foreignKeyViolation = SQLState(rawValue: "23503")
    /// A column must not be `NULL`.
    public static let notNullViolation = SQLState(rawValue: "23502")
    /// A check constraint refused a row.
    public static let checkViolation = SQLState(rawValue: "23514")
    /// Concurrent transactions could not be put into an order.
    public static let serializationFailure = SQLState(rawValue: "40001")
    /// Transactions waited for one another.
    public static let deadlockDetected = SQLState(rawValue: "40P01")
    /// `statement_timeout` or a cancel request ended the statement.
    public static let queryCanceled = SQLState(rawValue: "57014")
    /// The backend was ended by an administrator or a shutdown.
    public static let adminShutdown = SQLState(rawValue: "57P01")
    /// Another backend crashed.
    public static let crashShutdown = SQLState(rawValue: "57P02")
    /// The server starts, stops or recovers.
    public static let cannotConnectNow = SQLState(rawValue: "57P03")
    /// The server is a standby, or set to read only.
    public static let readOnlyTransaction = SQLState(rawValue: "25006")
    /// The transaction has already failed.
    public static let inFailedTransaction = SQLState(rawValue: "25P02")
    /// `lock_timeout` passed, or `NOWAIT` found a lock.
    public static let lockNotAvailable = SQLState(rawValue: "55P03")
    /// A prepared statement of that name does not exist.
    public static let invalidStatementName = SQLState(rawValue: "26000")
    /// Something is not supported; of a statement that was prepared: its result has changed since.
    public static let featureNotSupported = SQLState(rawValue: "0A000")
    /// The server has no connection left.
    public static let tooManyConnections = SQLState(rawValue: "53300")
    /// The role may not do that, or row level security refused a row.
    public static let insufficientPrivilege = SQLState(rawValue: "42501")
    /// A value has no valid form of its type.
    public static let invalidTextRepresentation = SQLState(rawValue: "22P02")
    /// A table does not exist.
    public static let undefinedTable = SQLState(rawValue: "42P01")
    /// An object of that name exists already.
    public static let duplicateObject = SQLState(rawValue: "42710")

    /// Whether the same work may simply be done again.
    var isRetryable: Bool { self == .serializationFailure || self == .deadlockDetected }

    /// Whether it can mean, of a prepared statement, that what it was prepared for has changed.
    var meansOutdated: Bool { self == .featureNotSupported || self == .invalidStatementName }

    /// Whether a connection that has seen this must not be used again.
    var breaksConnection: Bool {
        switch self {
        case .adminShutdown, .crashShutdown, .cannotConnectNow, .readOnlyTransaction: true
        default: classCode == "08"
        }
    }
}
