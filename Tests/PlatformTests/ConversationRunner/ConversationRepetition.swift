/// How often a request is sent. Each time `{{index}}` is the number, from 0.
struct ConversationRepetition: Sendable {
    static let once = ConversationRepetition(count: 1, isParallel: false)

    let count: Int
    let isParallel: Bool
}
