import JSON

/// Reads a conversation from its file, and refuses whatever it does not know.
struct ConversationReader {
    let file: String

    func read(_ bytes: [UInt8]) throws -> Conversation {
        do {
            var fields = try FieldReader(JSON(parsing: bytes), named: "the file")
            let title = try fields.text("title")
            guard let steps = fields.take("steps")?.arrayValue, !steps.isEmpty else {
                throw FieldError("steps must be a list")
            }
            try fields.finish()
            return Conversation(
                file: file, title: title, steps: try steps.enumerated().map { try step($1, number: $0 + 1) })
        } catch let error as ConversationFailure {
            throw error
        } catch {
            throw ConversationFailure(file: file, place: "", differences: ["\(error)"])
        }
    }

    private func step(_ value: JSON, number: Int) throws -> ConversationStep {
        do {
            var fields = try FieldReader(value, named: "a step")
            let step = ConversationStep(
                note: try fields.text("note"), request: try request(fields.take("request")),
                repetition: try repetition(fields.take("repeat")),
                expectation: try expectation(fields.take("expect"), fields.take("outcomes")))
            try fields.finish()
            return step
        } catch {
            throw ConversationFailure(file: file, place: "step \(number)", differences: ["\(error)"])
        }
    }

    private func request(_ value: JSON?) throws -> ConversationRequest {
        var fields = try FieldReader(value, named: "request")
        let method = try fields.text("method")
        let path = fields.take("path")?.stringValue ?? ""
        let base = fields.take("base")?.stringValue ?? "/scim/v2"
        let headers = try fields.texts("headers")
        let body: ConversationRequest.Body =
            switch (fields.take("body"), fields.take("rawBody")) {
            case (let json?, nil): .json(json)
            case (nil, .string(let text)?): .raw(text)
            case (nil, nil): .none
            default: throw FieldError("a request has a body, or a rawBody that is a text, or neither")
            }
        try fields.finish()
        return ConversationRequest(method: method, path: path, base: base, headers: headers, body: body)
    }

    private func repetition(_ value: JSON?) throws -> ConversationRepetition {
        guard let value else { return .once }
        var fields = try FieldReader(value, named: "repeat")
        guard let count = fields.take("count")?.integerValue, (1...1000).contains(count) else {
            throw FieldError("repeat.count must be a number up to 1000")
        }
        let isParallel = fields.take("parallel")?.boolValue ?? false
        try fields.finish()
        return ConversationRepetition(count: Int(count), isParallel: isParallel)
    }

    private func expectation(_ expect: JSON?, _ outcomes: JSON?) throws -> ConversationExpectation {
        switch (expect, outcomes) {
        case (let expect?, nil): return .answer(try answer(expect))
        case (nil, let outcomes?):
            let members = outcomes.objectValue?.members ?? []
            let pairs = members.compactMap { member in
                Int(member.name).flatMap { status in member.value.integerValue.map { (status, Int($0)) } }
            }
            guard !pairs.isEmpty, pairs.count == members.count else {
                throw FieldError("outcomes must be like {\"201\": 1, \"409\": 4}")
            }
            return .outcomes(Dictionary(uniqueKeysWithValues: pairs))
        default: throw FieldError("a step has either expect or outcomes")
        }
    }

    private func answer(_ value: JSON) throws -> ConversationAnswer {
        var fields = try FieldReader(value, named: "expect")
        guard let status = fields.take("status")?.integerValue else { throw FieldError("status must be a number") }
        let headers = fields.take("headers")?.objectValue ?? [:]
        let body = fields.take("body")
        let absent = fields.take("absent")?.arrayValue ?? []
        let capture = try fields.texts("capture")
        try fields.finish()
        return ConversationAnswer(
            status: Int(status), headers: headers, body: body,
            absent: try absent.map { try pointer($0.stringValue) },
            capture: try capture.map { ($0.name, try pointer($0.value)) })
    }

    private func pointer(_ text: String?) throws -> String {
        guard let text, text.hasPrefix("/") else { throw FieldError("places are JSON pointers such as /emails/0") }
        return text
    }
}
