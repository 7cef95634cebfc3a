public import JSON

/// What a server answered.
public struct HTTPTestResponse: Sendable {
    /// The status code.
    public let status: Int
    /// The header fields as sent, in order.
    public let headers: [(name: String, value: String)]
    /// The content.
    public let body: [UInt8]

    /// The value of the first field called `name`, whatever its case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The content as text.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The content as JSON; throws if it is none.
    public var json: JSON {
        get throws { try JSON(parsing: body, limits: .stored) }
    }

    /// Whether the server said that it closes the connection.
    public var closesConnection: Bool { header("Connection")?.lowercased() == "close" }
}

extension HTTPTestResponse {
    /// Reads a response from the start of `bytes`.
    ///
    /// - Parameters:
    ///   - isHead: Whether it answers HEAD, so that no content follows.
    ///   - atEnd: Whether nothing more will come.
    /// - Returns: The response and how many bytes it took; `nil` while it is incomplete.
    static func parse(
        _ bytes: ArraySlice<UInt8>, isHead: Bool, atEnd: Bool
    ) -> (response: HTTPTestResponse, count: Int)? {
        guard let headEnd = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound else { return nil }
        let lines = String(decoding: bytes[..<headEnd], as: UTF8.self).split(separator: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { return nil }
        let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (String(line[..<colon]), String(line[line.index(after: colon)...].drop { $0 == " " }))
        }
        if status == 100 {
            return parse(bytes[headEnd...], isHead: isHead, atEnd: atEnd).map { ($0, $1 + headEnd - bytes.startIndex) }
        }
        let declared = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) }
        let hasNone = isHead || status == 204 || status == 304
        let length = hasNone ? 0 : declared ?? (bytes.endIndex - headEnd)
        guard hasNone || declared != nil || atEnd, bytes.endIndex - headEnd >= length else { return nil }
        let body = Array(bytes[headEnd..<(headEnd + length)])
        return (
            HTTPTestResponse(status: status, headers: headers, body: body), headEnd + length - bytes.startIndex
        )
    }
}
