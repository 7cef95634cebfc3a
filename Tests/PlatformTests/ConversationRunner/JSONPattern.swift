import JSON

/// Compares an answer with what a data file demands of it.
///
/// Objects may have more members than the pattern, lists may not have more elements, and text is the same byte by
/// byte. An object with one member that begins with `$` is a demand of its own.
struct JSONPattern {
    let pattern: JSON

    init(_ pattern: JSON) { self.pattern = pattern }

    /// What differs, each difference with its place; nothing if the value is as demanded.
    func differences(from value: JSON?, at place: String = "") -> [String] {
        guard let value else { return ["\(place.orRoot): expected \(pattern.text), but nothing is there"] }
        switch (pattern, value) {
        case (.object(let demands), _) where demands.names.first?.hasPrefix("$") == true && demands.names != ["$ref"]:
            return demands.members.flatMap { demand($0.name, $0.value, value, place) }
        case (.object(let demands), .object(let members)):
            return demands.members.flatMap { name, demand in
                JSONPattern(demand).differences(from: members[name], at: "\(place)/\(name)")
            }
        case (.array(let demands), .array(let elements)) where demands.count == elements.count:
            return zip(demands, elements).enumerated().flatMap { index, pair in
                JSONPattern(pair.0).differences(from: pair.1, at: "\(place)/\(index)")
            }
        case (.string(let expected), .string(let text)) where expected.utf8.elementsEqual(text.utf8): return []
        case (.string, .string): return difference(value, place)
        default: return pattern == value ? [] : difference(value, place)
        }
    }

    private func difference(_ value: JSON, _ place: String) -> [String] {
        ["\(place.orRoot): expected \(pattern.text), got \(value.text)"]
    }

    private func demand(_ name: String, _ argument: JSON, _ value: JSON, _ place: String) -> [String] {
        let isMet =
            switch (name, argument) {
            case ("$any", true): true
            case ("$type", .string(let type)): value.typeName == type
            case ("$count", .integer(let count)): value.arrayValue.map { $0.count == Int(count) } ?? false
            case ("$not", _): !JSONPattern(argument).differences(from: value).isEmpty
            case ("$startsWith", .string(let start)): value.stringValue?.utf8.starts(with: start.utf8) ?? false
            case ("$exactly", _): Self.isSame(argument, value)
            case ("$contains", .array(let demands)): Self.areIn(demands, value.arrayValue ?? [])
            case ("$unordered", .array(let demands)):
                value.arrayValue?.count == demands.count && Self.areIn(demands, value.arrayValue ?? [])
            default: false
            }
        return isMet ? [] : difference(value, place)
    }

    /// Whether each demand is met by an element of its own, tried greedily: write the narrower demands first.
    private static func areIn(_ demands: [JSON], _ elements: [JSON]) -> Bool {
        var left = elements
        return demands.allSatisfy { demand in
            guard let index = left.firstIndex(where: { JSONPattern(demand).differences(from: $0).isEmpty }) else {
                return false
            }
            left.remove(at: index)
            return true
        }
    }

    /// Whether two values are the same, with nothing more in either.
    private static func isSame(_ left: JSON, _ right: JSON) -> Bool {
        JSONPattern(left).differences(from: right).isEmpty && JSONPattern(right).differences(from: left).isEmpty
    }
}

extension JSON {
    /// The value as text for people.
    fileprivate var text: String { String(decoding: serialized(), as: UTF8.self) }

    fileprivate var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .decimal: "decimal"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

extension String {
    fileprivate var orRoot: String { isEmpty ? "/" : self }
}
