internal import Administration
internal import Configuration
internal import HTTPServer
internal import JSON
internal import Lifecycle
internal import Platform
internal import Postgres

/// Why a command could not do its work, as people and programs are told.
struct Failure: Hashable {
    /// What kind of trouble it is, for programs.
    let code: String
    /// What happened and what to do, for people.
    let message: String

    /// Tells what is known of an error, and no secret.
    init(_ error: any Error) {
        switch error {
        case let error as AdministrationError: self.init(code: error.code.rawValue, message: error.description)
        case let error as PlatformError: self.init(code: error.code.rawValue, message: error.description)
        case let error as ConfigurationError: self.init(code: "configuration", message: error.description)
        case let error as UsageError: self.init(code: "usage", message: "\(error.command): \(error.message)")
        case let error as DatabaseError: self.init(error)
        case let error as ServerError: self.init(code: "listening", message: error.description)
        case let error as LifecycleError: self.init(code: "stopping", message: error.description)
        default: self.init(code: "internal", message: "Something unexpected happened: \(type(of: error)).")
        }
    }

    private init(code: String, message: String) {
        self.code = code
        self.message = message
    }

    /// As programs are told.
    var json: JSON { ["error": ["code": .string(code), "message": .string(message)]] }
}

extension Failure {
    private init(_ error: DatabaseError) {
        switch error.code {
        case .migration:
            self.init(code: "migration", message: "\(error.description).")
        case .unavailable:
            // The full text names host, port and role, and is what somebody at the console needs; it holds no rows.
            self.init(
                code: "unavailable",
                message: "\(error.debugDescription). Check database-url, and run 'muster doctor'.")
        case _ where error.isTransient:
            self.init(code: "unavailable", message: "\(error.description). Try again.")
        default:
            self.init(code: "database", message: "\(error.description). Run 'muster doctor'.")
        }
    }
}
