public import JSON

extension SCIMError {
    /// The error as a message (RFC 7644 section 3.12). `status` is a string there.
    public var json: JSON {
        var message: JSON.Object = ["schemas": .array([.string(MessageSchema.error)])]
        message.append("status", .string(String(status)))
        if let kind { message.append("scimType", .string(kind.rawValue)) }
        message.append("detail", .string(detail))
        return .object(message)
    }

    /// The message as JSON text in UTF-8.
    public var serialized: [UInt8] { json.serialized() }
}

extension SCIMError: CustomStringConvertible, CustomDebugStringConvertible {
    /// The status and the keyword, for logs: nothing that could come from a request.
    public var description: String {
        kind.map { "\(status) \($0.rawValue)" } ?? String(status)
    }

    /// The status, the keyword and the explanation.
    public var debugDescription: String {
        "SCIMError(status: \(status), kind: \(kind?.rawValue ?? "none"), detail: \(detail))"
    }
}
