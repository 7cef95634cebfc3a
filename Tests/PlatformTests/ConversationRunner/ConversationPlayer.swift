import JSON
import TestHarness

/// Speaks one conversation with a server, and stops at the first answer that is not as the file says.
struct ConversationPlayer {
    let conversation: Conversation
    let client: HTTPTestClient
    var placeholders: Placeholders

    mutating func play() async throws {
        for (index, step) in conversation.steps.enumerated() {
            let place = "step \(index + 1) (\(step.note))"
            do {
                try await play(step)
            } catch let error as ConversationFailure {
                throw ConversationFailure(file: error.file, place: place, differences: error.differences)
            } catch {
                throw failure(["\(error)"], place)
            }
        }
    }

    private mutating func play(_ step: ConversationStep) async throws {
        let exchanges = try await exchanges(of: step)
        for exchange in exchanges {
            let violations = ResponseRules(response: exchange.response).violations
            guard violations.isEmpty else { throw failure(violations + exchange.transcript) }
        }
        switch step.expectation {
        case .outcomes(let expected):
            let statuses = Dictionary(grouping: exchanges, by: \.response.status).mapValues(\.count)
            guard statuses == expected else {
                throw failure(
                    ["expected the statuses \(expected), got \(statuses)"] + (exchanges.last?.transcript ?? []))
            }
        case .answer(let answer):
            for exchange in exchanges { try check(exchange, answer) }
        }
    }

    /// Compares an answer with what is expected, and keeps what later steps need.
    private mutating func check(_ exchange: ConversationExchange, _ answer: ConversationAnswer) throws {
        let differences = try answer.differences(from: exchange.response, exchange.placeholders)
        guard differences.isEmpty else { throw failure(differences + exchange.transcript) }
        for (name, pointer) in answer.capture {
            let place = try exchange.placeholders.expand(pointer)
            guard let value = try exchange.response.json.value(at: place)?.stringValue else {
                throw failure(["\(place): no text to be kept"] + exchange.transcript)
            }
            placeholders[try exchange.placeholders.expand(name)] = value
        }
    }

    private func exchanges(of step: ConversationStep) async throws -> [ConversationExchange] {
        let exchanges = (0..<step.repetition.count).map { index in
            var placeholders = placeholders
            placeholders["index"] = String(index)
            return (client, step.request, placeholders)
        }
        guard step.repetition.isParallel else {
            var done: [ConversationExchange] = []
            for (client, request, placeholders) in exchanges {
                done.append(try await ConversationExchange(client, request, placeholders))
            }
            return done
        }
        return try await withThrowingTaskGroup(of: ConversationExchange.self) { group in
            for (client, request, placeholders) in exchanges {
                group.addTask { try await ConversationExchange(client, request, placeholders) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func failure(_ differences: [String], _ place: String = "") -> ConversationFailure {
        ConversationFailure(file: conversation.file, place: place, differences: differences)
    }
}
