/// An error that a SCIM client gets to see (RFC 7644 section 3.12).
public struct SCIMError: Error, Sendable, Hashable {
    /// The detail error keywords of RFC 7644 table 9.
    public enum Kind: String, Sendable, Hashable {
        case invalidFilter, tooMany, uniqueness, mutability, invalidSyntax, invalidPath, noTarget, invalidValue
        case invalidVers, sensitive
    }

    /// The HTTP status code.
    public let status: Int
    /// The keyword, where the RFC has one for the case.
    public let kind: Kind?
    /// What is wrong and what to do, for a person. Names attributes; never repeats personal values.
    public let detail: String

    /// An error with its status, keyword and explanation.
    public init(status: Int, kind: Kind? = nil, detail: String) {
        self.status = status
        self.kind = kind
        self.detail = detail
    }

    /// A 400 of that kind.
    public static func badRequest(_ kind: Kind, _ detail: String) -> SCIMError {
        SCIMError(status: 400, kind: kind, detail: detail)
    }
}
