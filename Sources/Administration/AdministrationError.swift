/// Why something that staff asked for was not done. Its texts hold no secret.
public struct AdministrationError: Error, Hashable, Sendable {
    /// What kind of reason it is; the raw value is what programs see.
    public enum Code: String, Hashable, Sendable {
        /// Something that was given is not what it must be.
        case invalid
        /// There is no such thing.
        case notFound = "not_found"
        /// It is taken, or not in a state in which this can be done.
        case conflict
        /// Several things fit, and one has to be named.
        case ambiguous
        /// The tenant is suspended.
        case suspended
        /// Something that it needs is not configured.
        case configuration
    }

    /// What kind of reason it is.
    public let code: Code
    /// What is wrong and what to do about it, for people.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension AdministrationError: CustomStringConvertible, CustomDebugStringConvertible {
    /// What is wrong and what to do about it.
    public var description: String { message }

    /// The code with the text.
    public var debugDescription: String { "AdministrationError(\(code.rawValue)): \(message)" }
}

extension AdministrationError {
    /// There are no migrations to be found.
    public static let noMigrations = AdministrationError(
        .configuration, "The folder with the migrations was not found; set migrations to its path.")
}
