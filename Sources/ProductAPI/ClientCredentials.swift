internal import Directory
internal import FoundationEssentials
internal import HTTPServer

/// What a program of the operator presents: Basic authentication (RFC 7617, RFC 6749 section 2.3.1).
struct ClientCredentials {
    /// The identifier of the client.
    let client: UUID
    /// What it presents as its secret.
    let secret: PresentedSecret

    /// The longest header that can hold an identifier, a colon and a secret in Base64.
    static let longestHeader = "Basic ".utf8.count + (36 + 1 + PresentedSecret.lengths.upperBound + 2) / 3 * 4

    /// Reads the Authorization header; nil for what nobody can have been given.
    init?(_ headers: Headers) {
        let values = headers.all("Authorization")
        guard values.count == 1, let value = values.first else { return nil }
        guard value.utf8.count <= Self.longestHeader else { return nil }
        let words = value.utf8.split(separator: UInt8(ascii: " "))
        guard words.count == 2, Headers.isSame(String(Substring(words[0])), "Basic"),
            let data = Data(base64Encoded: String(Substring(words[1]))),
            let text = String(validating: data, as: UTF8.self), let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")),
            let client = UUID(uuidString: String(text[..<colon])),
            let secret = PresentedSecret(text.utf8[text.utf8.index(after: colon)...]), secret.isLookedUp(as: .client)
        else { return nil }
        self.client = client
        self.secret = secret
    }
}
