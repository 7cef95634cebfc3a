import JSON
import TestHarness

/// One request as it was sent, and its answer.
struct ConversationExchange: Sendable {
    let response: HTTPTestResponse
    /// What the placeholders stood for.
    let placeholders: Placeholders
    private let request: String

    /// Sends a request.
    init(_ client: HTTPTestClient, _ request: ConversationRequest, _ placeholders: Placeholders) async throws {
        let path = try placeholders.expand(request.base + request.path)
        let body = try Self.body(of: request, placeholders)
        self.request = "\(request.method) \(path) \(String(decoding: body.prefix(2000), as: UTF8.self))"
        self.placeholders = placeholders
        response = try await client.send(
            request.method, path, headers: try Self.headers(of: request, placeholders), body: body)
    }

    /// The exchange for people, shortened.
    var transcript: [String] {
        ["sent \(request)", "got \(response.status) \(response.text.prefix(4000))"]
    }

    private static func body(of request: ConversationRequest, _ placeholders: Placeholders) throws -> [UInt8] {
        switch request.body {
        case .none: []
        case .json(let json): try placeholders.expand(json).serialized()
        case .raw(let text): Array(try placeholders.expand(text).utf8)
        }
    }

    /// What every provider sends, unless the conversation says otherwise: a token, and what the content is.
    private static func headers(
        of request: ConversationRequest, _ placeholders: Placeholders
    ) throws -> [(String, String)] {
        var headers = request.headers
        let names = Set(headers.map { $0.name.lowercased() })
        if !names.contains("authorization") { headers.append(("Authorization", "Bearer {{token}}")) }
        if case .none = request.body {
        } else if !names.contains("content-type") {
            headers.append(("Content-Type", "application/scim+json"))
        }
        return try headers.compactMap { header in
            try header.value.map { (header.name, try placeholders.expand($0)) }
        }
    }
}
