internal import HTTPServer

/// The fields of a form that was posted (WHATWG URL standard, `application/x-www-form-urlencoded`).
struct FormFields {
    private var fields: [(name: String, value: String)] = []

    /// Reads the body of a request.
    ///
    /// - Throws: ``OAuthError`` for another media type, and for text that is not percent-encoded UTF-8.
    init(_ request: Request) throws(OAuthError) {
        let type = request.headers.first("Content-Type")?.prefix { $0 != ";" && $0 != " " }.lowercased()
        guard type == nil || type == "application/x-www-form-urlencoded" else {
            throw .invalidRequest("Send a form: Content-Type application/x-www-form-urlencoded.")
        }
        guard let body = String(validating: request.body, as: UTF8.self) else { throw Self.malformed }
        try self.init(query: body)
    }

    /// Reads a query string, which has the same form.
    init(query: String) throws(OAuthError) {
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(parts[0]), let value = Self.decode(parts.count == 2 ? parts[1] : "") else {
                throw Self.malformed
            }
            fields.append((name, value))
        }
    }

    /// The value of a field; nil where it is not there.
    ///
    /// - Throws: ``OAuthError`` where it is there more than once.
    func value(of name: String) throws(OAuthError) -> String? {
        let values = fields.filter { $0.name == name }
        guard values.count <= 1 else { throw .invalidRequest("Send the form field \(name) once.") }
        return values.first?.value
    }

    private static func decode(_ text: Substring) -> String? {
        PercentEncoding.decode(text.split(separator: "+", omittingEmptySubsequences: false).joined(separator: " ")[...])
    }

    private static let malformed = OAuthError.invalidRequest("The form is not percent-encoded UTF-8.")
}
