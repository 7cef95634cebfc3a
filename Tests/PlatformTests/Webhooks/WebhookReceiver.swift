import HTTPServer
import JSON
import Lifecycle
import Observability
import Synchronization
import TestHarness

/// An endpoint of the operator's product, in this process: notes the messages that it gets, and answers as it is told.
final class WebhookReceiver: Sendable {
    /// What it does with a message.
    enum Manner: Sendable {
        /// Answers at once.
        case answer(Status)
        /// Keeps whoever asks waiting for an answer.
        case hang
    }

    /// A message, and when it came.
    struct Message: Sendable {
        let id: String
        let body: JSON
        let time: ContinuousClock.Instant
    }

    /// Where it is reached.
    let url: String
    private let state: Mutex<(manner: Manner, messages: [Message])>

    private init(url: String, _ state: consuming Mutex<(manner: Manner, messages: [Message])>) {
        self.url = url
        self.state = state
    }

    /// Every message so far, in the order in which they came.
    var messages: [Message] { state.withLock { $0.messages } }

    /// Has it treat messages otherwise from now on.
    func behave(_ manner: Manner) { state.withLock { $0.manner = manner } }

    /// Waits until a message is there that fits; gives up after 15 seconds.
    func message(_ fits: @Sendable (Message) -> Bool) async throws -> Message {
        let end = ContinuousClock.now + .seconds(15)
        while ContinuousClock.now < end {
            if let message = messages.first(where: fits) { return message }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw TestFault(description: "no such message among \(messages.map(\.body))")
    }
}

extension WebhookReceiver {
    /// Lends receivers to a test, each with a port of its own.
    static func with(
        _ manners: [Manner], _ body: ([WebhookReceiver]) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let shutdown = Shutdown()
            var receivers: [WebhookReceiver] = []
            for manner in manners {
                let inbox = Inbox()
                var configuration = ServerConfiguration(name: "receiver")
                configuration.limits.concurrentRequests = 1000
                let server = Server(configuration, logger: Logger(label: "receiver", level: .error)) { request in
                    await inbox.receiver.withLock { $0 }?.take(request) ?? Response(.serviceUnavailable)
                }
                group.addTask { try await server.run(until: shutdown) }
                let receiver = WebhookReceiver(
                    url: "http://127.0.0.1:\(try await server.boundPort)/hook", Mutex((manner, [])))
                inbox.receiver.withLock { $0 = receiver }
                receivers.append(receiver)
            }
            defer { group.cancelAll() }
            try await body(receivers)
        }
    }

    private final class Inbox: Sendable {
        let receiver = Mutex<WebhookReceiver?>(nil)
    }

    private func take(_ request: Request) async -> Response {
        let message = Message(
            id: request.headers.first("webhook-id") ?? "", body: (try? JSON(parsing: request.body)) ?? .null,
            time: .now)
        let manner = state.withLock { state in
            state.messages.append(message)
            return state.manner
        }
        switch manner {
        case .answer(let status): return Response(status)
        case .hang:
            // Until the server breaks it off.
            try? await Task.sleep(for: .seconds(3600))
            return Response(.serviceUnavailable)
        }
    }
}
