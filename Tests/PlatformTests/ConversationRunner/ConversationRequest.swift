import JSON

/// A request with placeholders.
struct ConversationRequest: Sendable {
    enum Body: Sendable {
        case none
        case json(JSON)
        case raw(String)
    }

    let method: String
    /// The path below the base.
    let path: String
    /// The base that the provider was told.
    let base: String
    /// Header fields beside those that a client needs; null leaves one of those out.
    let headers: [(name: String, value: String?)]
    let body: Body
}
