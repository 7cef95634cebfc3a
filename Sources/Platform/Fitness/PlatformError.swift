public import Directory
public import Postgres

/// Why a program does not serve.
public struct PlatformError: Error, Hashable, Sendable {
    /// What kind of reason it is; the raw value is what programs see.
    public enum Code: String, Hashable, Sendable {
        /// The database is not migrated as far as the program needs it.
        case notMigrated = "migration"
        /// The secrets in the database were digested with another pepper.
        case wrongPepper = "pepper"
        /// Sessions of the database have settings with which values would be read wrongly.
        case wrongSession = "session"
    }

    /// What kind of reason it is.
    public let code: Code
    /// What is wrong and what to do about it, for people.
    public let message: String

    private init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// There is another pepper than the database knows.
    public static let wrongPepper = PlatformError(
        .wrongPepper,
        "The pepper is not the one with which the secrets in this database were digested, so that nobody would be let "
            + "in. Give all programs the pepper that they had before; 'muster pepper replace --help' says what to do "
            + "where that is lost.")

    /// There is only the pepper before the one that the platform has moved on to.
    public static let lacksCurrentPepper = PlatformError(
        .wrongPepper,
        "The platform has moved on to another pepper, which this program does not have: give it that one too, as pepper "
            + "or second-pepper. 'muster pepper status' says which it is.")

    /// There is only the pepper that the platform has moved on to, and not the one before.
    public static let lacksPreviousPepper = PlatformError(
        .wrongPepper,
        "Some secrets may still be under the pepper before the current one, which this program does not have: give it "
            + "that one too, as second-pepper, until 'muster pepper retire' has said that it is not needed any more.")

    /// Why a program with some peppers does not serve; nil where it may.
    public init?(_ fit: PepperFit) {
        switch fit {
        case .fits: return nil
        case .wrong: self = .wrongPepper
        case .lacksCurrent: self = .lacksCurrentPepper
        case .lacksPrevious: self = .lacksPreviousPepper
        }
    }

    /// The database is migrated far enough, and has not had the functions that go with this program.
    public static let otherFunctions = PlatformError(
        .notMigrated, "The database has other functions than this program needs: run 'muster migrate'.")

    /// Sessions are so that values would be read wrongly, or statements would not see what has been committed.
    public static func wrongSession(_ fault: SessionFault) -> PlatformError {
        let advice =
            fault.isFromClient
            ? "Take it out of the address and the environment of this program."
            : "Run deploy/bootstrap.sql, or: \(fault.command)"
        return PlatformError(.wrongSession, "In sessions of the database \(fault). \(advice)")
    }

    /// The database is migrated up to a number, or not at all.
    public static func notMigrated(_ structure: Int?) -> PlatformError {
        let state =
            structure.map { "migrated up to \($0), and this program needs \(Structure.needed)" } ?? "not migrated"
        return PlatformError(.notMigrated, "The database is \(state): run 'muster migrate'.")
    }
}

extension PlatformError: CustomStringConvertible, CustomDebugStringConvertible {
    /// What is wrong and what to do about it.
    public var description: String { message }

    /// The code with the text.
    public var debugDescription: String { "PlatformError(\(code.rawValue)): \(message)" }
}
