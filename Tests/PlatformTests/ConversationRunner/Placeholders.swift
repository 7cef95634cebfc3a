import FoundationEssentials
import JSON

/// The values that stand for `{{name}}` in a conversation.
struct Placeholders: Sendable {
    private var values: [String: String]

    init(_ values: [String: String]) { self.values = values }

    subscript(name: String) -> String? {
        get { values[name] }
        set { values[name] = newValue }
    }

    /// The text with every placeholder replaced, the inner ones first; `{{guid}}` is another one each time.
    ///
    /// - Throws: ``FieldError`` for a name that stands for nothing.
    func expand(_ text: String) throws -> String {
        var done = ""
        var rest = text[...]
        while let end = rest.firstRange(of: "}}") {
            guard let start = rest[..<end.lowerBound].ranges(of: "{{").last else {
                // Two objects that end together in a JSON text within a text.
                done += rest[..<end.upperBound]
                rest = rest[end.upperBound...]
                continue
            }
            let value = try value(of: String(rest[start.upperBound..<end.lowerBound]))
            rest = (rest[..<start.lowerBound] + value + rest[end.upperBound...])[...]
        }
        return done + rest
    }

    /// The value with every placeholder in its texts and names replaced, and lists that `$each` describes written out.
    func expand(_ json: JSON) throws -> JSON {
        switch json {
        case .string(let text): return .string(try expand(text))
        case .array(let elements): return .array(try elements.map { try expand($0) })
        case .object(let members):
            if let each = members["$each"] { return try list(each) }
            var expanded = JSON.Object()
            for (name, value) in members.members { expanded[try expand(name)] = try expand(value) }
            return .object(expanded)
        default: return json
        }
    }

    private func list(_ each: JSON) throws -> JSON {
        var fields = try FieldReader(each, named: "$each")
        guard let count = fields.take("count")?.integerValue, let element = fields.take("value") else {
            throw FieldError("$each needs count and value")
        }
        try fields.finish()
        return .array(
            try (0..<Int(count)).map { index in
                var inner = self
                inner["index"] = String(index)
                return try inner.expand(element)
            })
    }

    private func value(of name: String) throws -> String {
        if name == "guid" { return UUID().uuidString.lowercased() }
        guard let value = values[name] else { throw FieldError("nothing is called {{\(name)}}") }
        return value
    }
}
