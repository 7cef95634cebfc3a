/// One request of a conversation and what has to come back.
struct ConversationStep: Sendable {
    /// Why the provider sends it.
    let note: String
    /// The request, with placeholders.
    let request: ConversationRequest
    /// How often it is sent, and whether at once.
    let repetition: ConversationRepetition
    /// What has to come back.
    let expectation: ConversationExpectation
}
