/// Why a cryptographic operation could not be done.
public struct CryptographyError: Error, Hashable, Sendable {
    /// What went wrong.
    public enum Code: String, Hashable, Sendable {
        /// The system's source of randomness gave nothing.
        case randomUnavailable
        /// Bytes are no envelope that something was sealed into, or of a version that is not known.
        case notSealed
        /// Something is sealed under a master key that is not here.
        case unknownKey
        /// Sealed bytes were changed, or sealed for another purpose or place.
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
        case .notSealed: "The bytes are no sealed envelope of a known version."
        case .unknownKey: "The bytes are sealed under a master key that is not here."
        case .notAuthentic: "The sealed bytes were changed, or belong to another purpose or place."
        }
    }

    /// The code.
    public var debugDescription: String { "CryptographyError(code: \(code.rawValue))" }
}
