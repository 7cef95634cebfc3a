/// Why a group of services did not end in order.
public struct LifecycleError: Error, Hashable, Sendable {
    /// What went wrong.
    public enum Code: String, Hashable, Sendable {
        /// Services had not finished when the time for draining was over, and were cancelled.
        case drainLimitExceeded
    }

    /// What went wrong.
    public let code: Code

    /// The names of the services that it is about.
    public let services: [String]
}

extension LifecycleError: CustomStringConvertible, CustomDebugStringConvertible {
    /// What went wrong, for people.
    public var description: String {
        switch code {
        case .drainLimitExceeded: "Not all services finished in time; the rest was cancelled."
        }
    }

    /// The code and the services.
    public var debugDescription: String {
        "LifecycleError(code: \(code.rawValue), services: \(services.joined(separator: ", ")))"
    }
}
