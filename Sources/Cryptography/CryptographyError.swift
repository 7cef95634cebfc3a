/// Why a cryptographic operation could not be done.
public struct CryptographyError: Error, Hashable, Sendable {
    /// What went wrong.
    public enum Code: String, Hashable, Sendable {
        /// The system's source of randomness gave nothing.
        case randomUnavailable
        /// Sealed bytes were changed, or sealed with another key.
        case notAuthentic
    }

    /// What went wrong.
    public let code: Code

    /// An error of this kind.
    public init(code: Code) {
        self.code = code
    }
}

extension CryptographyError: CustomStringConvertible, CustomDebugStringConvertible {
    /// What went wrong, for people.
    public var description: String {
        switch code {
        case .randomUnavailable: "The system gave no random bytes."
        case .notAuthentic: "The sealed bytes were changed, or belong to another key."
        }
    }

    /// The code.
    public var debugDescription: String { "CryptographyError(code: \(code.rawValue))" }
}
