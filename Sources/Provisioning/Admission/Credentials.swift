internal import Directory
internal import HTTPServer
internal import SCIM

/// What a request presents to be let in.
enum Credentials: Sendable {
    /// Nothing, or something that nobody ever issued: refused without asking the database about it.
    case none
    /// A token of the right form.
    case token(TokenSecret)

    /// Reads the Authorization header (RFC 6750 section 2.1).
    ///
    /// The scheme word may be in any case, and may be missing: Okta's header mode sends the bare token. A token in the
    /// query or the body is never looked at.
    ///
    /// - Throws: a 400 where there are two, since which one was meant cannot be known.
    init(_ headers: Headers) throws(SCIMError) {
        let values = headers.all("Authorization")
        guard values.count <= 1 else {
            throw .badRequest(.invalidSyntax, "Send one Authorization header, not several.")
        }
        let words = (values.first ?? "").utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let presented: Substring.UTF8View? =
            switch words.count {
            case 1: words[0]
            case 2 where Self.isBearer(words[0]): words[1]
            default: nil
            }
        guard let secret = presented.flatMap(TokenSecret.init(parsing:)), secret.kind == .scimToken else {
            self = .none
            return
        }
        self = .token(secret)
    }

    private static func isBearer(_ word: Substring.UTF8View) -> Bool {
        word.count == 6 && word.map { $0 | 0x20 }.elementsEqual("bearer".utf8)
    }
}
