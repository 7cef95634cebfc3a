/// What kinds of events a webhook wants to hear of: one (`user.deactivated`), all about a kind of thing (`group.*`), or
/// all there are (`*`).
public struct EventSubscription: Sendable, Hashable {
    /// The most subscriptions of one endpoint.
    public static let maximumPerEndpoint = 50
    /// What an endpoint hears of where nothing else is said: who left, and who came back.
    public static let standard = [EventKind.userDeactivated, .userDeleted, .userReactivated].map {
        EventSubscription(unchecked: $0.rawValue)
    }

    /// As it was written.
    public let text: String

    /// Reads a subscription; nil where no kind of event could ever fit.
    public init?(parsing text: String) {
        let fitting = EventKind.allCases.filter { Self.holds(text, $0) }
        guard !fitting.isEmpty else { return nil }
        self.text = text
    }

    private init(unchecked text: String) {
        self.text = text
    }

    private static func holds(_ text: String, _ kind: EventKind) -> Bool {
        text == "*" || text == kind.rawValue || text == "\(kind.subjectKind).*"
    }
}
