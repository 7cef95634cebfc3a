import JSON

/// A description of one response.
struct ConversationAnswer: Sendable {
    let status: Int
    /// Patterns of header values; null where there may be no such header.
    let headers: JSON.Object
    /// What the content must have; nil where anything will do.
    let body: JSON?
    /// Places that must be empty, as JSON pointers.
    let absent: [String]
    /// Names for values to use later, with the places where they are, as JSON pointers.
    let capture: [(name: String, pointer: String)]
}
