internal import Directory
internal import HTTPServer
internal import SCIM

/// What a request presents to be let in.
enum Credentials: Sendable {
    /// Nothing, or something that nobody ever issued: refused without asking the database about it. What is wrong with
    /// it can be seen without knowing anything, so that whoever sent it may be told.
    case none(finding: String)
    /// What may be a token: only the database knows.
    case token(PresentedSecret)

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
            case 2 where Self.isWord(words[0], "bearer"): words[1]
            default: nil
            }
        guard let secret = presented.flatMap({ PresentedSecret($0) }), secret.isLookedUp(as: .scimToken) else {
            self = .none(finding: Self.finding(words, presented))
            return
        }
        self = .token(secret)
    }

    /// What is wrong with what is no token, in one sentence that repeats nothing of it.
    private static func finding(_ words: [Substring.UTF8View], _ presented: Substring.UTF8View?) -> String {
        guard let first = words.first else { return "There is no Authorization header." }
        if isWord(first, "basic") { return "A user name and a password (Basic) open nothing here." }
        if words.count > 1, isWord(first, "bearer"), isWord(words[1], "bearer") {
            return "Authorization says Bearer twice: the identity provider adds the word itself."
        }
        guard let presented else { return "Authorization holds more than the word Bearer and a token." }
        if isWord(presented, "bearer") { return "Authorization says Bearer without a token." }
        if let byte = presented.first, "\"'<[{".utf8.contains(byte) { return "The token stands in quotes or brackets." }
        guard let kind = IssuedSecret.Kind(prefixing: presented) else { return "This is no Muster token." }
        guard kind == .scimToken else { return "This is a secret for something else, and no SCIM token." }
        let whole = IssuedSecret.characters
        if presented.count < whole { return "The token is cut off: it has \(presented.count) of \(whole) characters." }
        if presented.count > whole {
            return "The token is too long: it has \(presented.count) characters, not \(whole)."
        }
        return "The token is mistyped: its characters do not fit together."
    }

    private static func isWord(_ word: Substring.UTF8View, _ expected: StaticString) -> Bool {
        word.count == expected.utf8CodeUnitCount && word.map { $0 | 0x20 }.elementsEqual(expected.description.utf8)
    }
}
