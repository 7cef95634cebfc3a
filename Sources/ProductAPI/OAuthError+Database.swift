internal import Directory
internal import Observability
internal import Postgres

extension OAuthError {
    /// What the client is told about what was thrown.
    init(_ error: any Error, requestID: String, _ logger: Logger) {
        if let error = error as? OAuthError {
            self = error
            return
        }
        switch error as? DatabaseError {
        case let error? where error.sqlState == .invalidToken: self = .invalidClient
        case let error? where error.sqlState == .unknownHostname: self = .unknownHostname
        case let error? where error.sqlState == .futureCursor: self = .futureCursor
        case let error? where error.isTransient: self = .unavailable
        default:
            logger.error("request failed", ["request": .string(requestID), "error": .string("\(error)")])
            self = .serverError
        }
    }
}
