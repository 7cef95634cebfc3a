/// What an identity provider says to the server and what it must hear, as a data file tells it.
///
/// How such a file is written is told in `Conversations/README.md`.
struct Conversation: Sendable {
    /// The name of the file.
    let file: String
    /// Which habit it shows.
    let title: String
    /// What is said, in order.
    let steps: [ConversationStep]
}
