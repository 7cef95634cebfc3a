/// What has to come back.
enum ConversationExpectation: Sendable {
    /// The same each time.
    case answer(ConversationAnswer)
    /// These statuses so often each, in any order.
    case outcomes([Int: Int])
}
