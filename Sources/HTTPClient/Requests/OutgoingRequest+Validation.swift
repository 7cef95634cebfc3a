extension OutgoingRequest {
    /// Fields by which a message is framed or routed; whoever sets them could smuggle a second request.
    private static let reservedNames: Set<String> = [
        "connection", "content-length", "cookie", "expect", "host", "keep-alive", "proxy-authorization",
        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    ]

    private static let tokenMarks = Set("!#$%&'*+-.^_`|~".utf8)

    /// Whether the request can be sent as it is, within the limits.
    func isValid(within limits: HTTPClient.Limits) -> Bool {
        let headerBytes = headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        return headerBytes <= limits.requestHeaderBytes
            && body.count <= limits.requestBodyBytes
            && (body.isEmpty || method != .get)
            && headers.allSatisfy { Self.isToken($0.name) && Self.isFieldValue($0.value) }
            && headers.allSatisfy { !Self.reservedNames.contains($0.name.lowercased()) }
    }

    /// A field name (RFC 9110 section 5.6.2).
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"):
                    true
                default: tokenMarks.contains(byte)
                }
            }
    }

    /// A field value of visible ASCII, spaces and tabs: nothing that could end the line (RFC 9110 section 5.5).
    private static func isFieldValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x09 }
    }
}
