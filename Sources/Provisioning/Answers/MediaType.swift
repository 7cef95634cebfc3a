internal import HTTPServer

/// The media types in which a body may come.
enum MediaType {
    /// What every answer is in (RFC 7644 section 8.1).
    static let scim = "application/scim+json"

    private static let accepted = [scim, "application/json", "text/json"]

    /// Whether a Content-Type says JSON, with any parameters; a missing one is taken for it.
    static func isJSON(_ contentType: String?) -> Bool {
        guard let contentType else { return true }
        let essence = String(Substring(contentType.utf8.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }))
        return essence.isEmpty || accepted.contains { Headers.isSame($0, essence) }
    }
}
