internal import HTTPServer

/// The fields of a form that was posted (WHATWG URL standard, `application/x-www-form-urlencoded`).
struct FormFields {
    private var fields: [(name: String, value: String)] = []

    /// Reads the body of a request.
    ///
    /// - Throws: ``OAuthError`` for another media type, and for text that is not percent-encoded UTF-8.
    init(_ request: Request) throws(OAuthError) {
        let type = request.headers.first("Content-Type").map { type in
            String(Substring(type.utf8.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }))
        }
        guard type.map({ Headers.isSame($0, "application/x-www-form-urlencoded") }) ?? true else {
            throw .invalidRequest("Send a form: Content-Type application/x-www-form-urlencoded.")
        }
        guard let body = String(validating: request.body, as: UTF8.self) else { throw Self.malformed }
        try self.init(query: body)
    }

    /// Reads a query string, which has the same form.
    init(query: String) throws(OAuthError) {
        for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(parts[0]), let value = Self.decode(parts.count == 2 ? parts[1] : "".utf8[...])
            else { throw Self.malformed }
            fields.append((name, value))
        }
    }

    /// The value of a field; nil where it is not there.
    ///
    /// - Throws: ``OAuthError`` where it is there more than once.
    func value(of name: String) throws(OAuthError) -> String? {
        let values = fields.filter { $0.name.utf8.elementsEqual(name.utf8) }
        guard values.count <= 1 else { throw .invalidRequest("Send the form field \(name) once.") }
        return values.first?.value
    }

    private static func decode(_ text: Substring.UTF8View) -> String? {
        let plus = UInt8(ascii: "+")
        let spaced = text.map { $0 == plus ? UInt8(ascii: " ") : $0 }
        return PercentEncoding.decode(String(decoding: spaced, as: UTF8.self)[...])
    }

    /// The longest form, in bytes: a secret has 42 characters.
    static let maximumBytes = 16 * 1024

    private static let malformed = OAuthError.invalidRequest("The form is not percent-encoded UTF-8.")
}
