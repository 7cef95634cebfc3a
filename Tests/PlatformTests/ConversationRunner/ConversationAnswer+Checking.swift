import JSON
import TestHarness

extension ConversationAnswer {
    /// How a response differs from the description; nothing if it does not.
    func differences(from response: HTTPTestResponse, _ placeholders: Placeholders) throws -> [String] {
        guard response.status == status else { return ["status: expected \(status), got \(response.status)"] }
        var differences: [String] = []
        for (name, pattern) in headers.members {
            let value = response.header(name).map(JSON.string)
            if pattern.isNull {
                if value != nil { differences.append("header \(name): expected none") }
            } else {
                differences += JSONPattern(try placeholders.expand(pattern)).differences(
                    from: value, at: "header \(name)")
            }
        }
        guard body != nil || !absent.isEmpty else { return differences }
        let content = try response.json
        if let body { differences += JSONPattern(try placeholders.expand(body)).differences(from: content) }
        for pointer in try absent.map(placeholders.expand) where content.value(at: pointer) != nil {
            differences.append("\(pointer): expected nothing")
        }
        return differences
    }
}
