import JSON
import SCIM

/// Filters over every attribute of a resource type, with values that occur in a population, or nearly do.
struct RandomFilter {
    /// An attribute or a part of one, as a filter names it.
    private struct Name {
        let path: String
        let target: Attribute
    }

    private let type: ResourceType
    private let names: [Name]
    private let lists: [(path: String, attribute: Attribute)]
    private let values: [String: [String]]
    private var random: SeededGenerator

    /// - Parameter population: resources as a client gets them.
    init(for type: ResourceType, population: [JSON.Object], seed: UInt64) {
        self.type = type
        random = SeededGenerator(seed: seed)
        var names: [Name] = []
        var lists: [(String, Attribute)] = []
        for (prefix, attributes) in Self.attributes(of: type) {
            for attribute in attributes where attribute.returned != .never {
                names.append(Name(path: prefix + attribute.name, target: attribute))
                names += attribute.subAttributes.map {
                    Name(path: "\(prefix)\(attribute.name).\($0.name)", target: $0)
                }
                if !attribute.subAttributes.isEmpty { lists.append((prefix + attribute.name, attribute)) }
            }
        }
        (self.names, self.lists) = (names, lists)
        values = Self.values(in: population)
    }

    /// The path of an attribute to sort by.
    mutating func sortPath() -> String { random.pick(names).path }

    /// A filter; most are valid.
    mutating func text(depth: Int = 3) -> String {
        guard depth > 0, !random.oneIn(3) else { return leaf() }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return "\(word("not")) (\(text(depth: depth - 1)))"
        case 1: return "(\(text(depth: depth - 1)))"
        case 2: return "\(text(depth: depth - 1)) \(word("and")) \(text(depth: depth - 1))"
        default: return "\(text(depth: depth - 1)) \(word("or")) \(text(depth: depth - 1))"
        }
    }

    private mutating func leaf() -> String {
        guard random.oneIn(3) else {
            let name = random.pick(names)
            return comparison(written(name.path), of: name.target, key: name.path)
        }
        let list = random.pick(lists)
        let filter = "\(written(list.path))[\(element(of: list.attribute, list.path, depth: 2))]"
        guard random.oneIn(3) else { return filter }
        let part = random.pick(list.attribute.subAttributes)
        return comparison("\(filter).\(part.name)", of: part, key: "\(list.path).\(part.name)")
    }

    private mutating func element(of list: Attribute, _ path: String, depth: Int) -> String {
        guard depth > 0, random.oneIn(2) else {
            let part = random.pick(list.subAttributes)
            return comparison(word(part.name), of: part, key: "\(path).\(part.name)")
        }
        let (left, right) = (element(of: list, path, depth: depth - 1), element(of: list, path, depth: depth - 1))
        return random.pick([
            "\(left) and \(right)", "\(left) or \(right)", "not (\(left))", "(\(left) or \(right)) and not(\(left))",
        ])
    }

    private mutating func comparison(_ written: String, of target: Attribute, key: String) -> String {
        if random.oneIn(8) { return "\(written) \(word("pr"))" }
        if random.oneIn(20) { return "\(written) \(random.pick(["eq", "ne"])) null" }
        let ordering = ["gt", "ge", "lt", "le"]
        switch target.kind {
        case .boolean:
            return "\(written) \(random.pick(["eq", "ne"])) \(random.pick(["true", "false", "\"True\"", "FALSE"]))"
        case .dateTime: return "\(written) \(random.pick(["eq", "ne"] + ordering)) \(literal(key))"
        case .binary: return "\(written) \(random.pick(["eq", "ne", "co", "sw", "ew"])) \(literal(key))"
        default:
            // Equality comes more often: it is what has an index.
            let all = ["eq", "eq", "eq", "ne", "co", "sw", "sw", "ew"] + ordering
            return "\(written) \(word(random.pick(all))) \(literal(key))"
        }
    }

    private mutating func literal(_ key: String) -> String {
        if random.oneIn(40) { return "\"\"" }
        // A comparison of a whole list, or of `manager`, is one of its `value`.
        let known = values[key] ?? values[key + ".value"] ?? []
        let text =
            known.isEmpty || random.oneIn(4)
            ? RandomText.make(&random) : RandomText.variation(of: random.pick(known), &random)
        return String(decoding: JSON.string(text).serialized(), as: UTF8.self)
    }

    /// A name in another case, or with the URI of its schema.
    private mutating func written(_ path: String) -> String {
        guard !path.hasPrefix("urn:") else { return path }
        return random.oneIn(6) ? "\(type.schema.id):\(path)" : word(path)
    }

    private mutating func word(_ word: String) -> String {
        random.oneIn(6) ? word.uppercased() : word
    }
}

extension RandomFilter {
    private static func attributes(of type: ResourceType) -> [(prefix: String, attributes: [Attribute])] {
        [("", type.schema.attributes), ("", Schema.common.attributes)]
            + type.extensions.map { ("\($0.id):", $0.attributes) }
    }

    /// Every text that occurs, by the path of its attribute.
    private static func values(in population: [JSON.Object]) -> [String: [String]] {
        var values: [String: [String]] = [:]
        func collect(_ value: JSON, at path: String) {
            switch value {
            case .string(let text): values[path, default: []].append(text)
            case .array(let elements): for element in elements { collect(element, at: path) }
            case .object(let members):
                for (name, value) in members.members {
                    collect(value, at: path.isEmpty ? name : path + (path.contains("urn:") ? ":" : ".") + name)
                }
            default: break
            }
        }
        for resource in population { collect(.object(resource), at: "") }
        return values
    }
}
