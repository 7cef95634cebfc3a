internal import Directory
internal import FoundationEssentials
internal import HTTPServer

/// What a program of the operator presents: Basic authentication (RFC 7617, RFC 6749 section 2.3.1).
struct ClientCredentials {
    /// The identifier of the client.
    let client: UUID
    /// Its secret.
    let secret: TokenSecret

    /// Reads the Authorization header; nil for anything that was never issued.
    init?(_ headers: Headers) {
        let values = headers.all("Authorization")
        guard values.count == 1, let value = values.first else { return nil }
        let words = value.split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "basic", let data = Data(base64Encoded: String(words[1])),
            let text = String(validating: data, as: UTF8.self), let colon = text.firstIndex(of: ":"),
            let client = UUID(uuidString: String(text[..<colon])),
            let secret = TokenSecret(parsing: text[text.index(after: colon)...].utf8), secret.kind == .client
        else { return nil }
        self.client = client
        self.secret = secret
    }
}
