import JSON
import Testing

@testable import SCIM

/// Whatever a client sends, what is kept is canonical: reading it again changes nothing.
@Suite struct CanonicalFormTests {
    @Test("A resource that is read again is the same", arguments: [ResourceType.user, .group])
    func stable(type: ResourceType) throws {
        var source = BodySource(type: type, seed: 20_260_101)
        var accepted = 0
        for _ in 0..<1500 {
            let body = source.body()
            guard let resource = try? Resource(parsing: .object(body), as: type) else { continue }
            accepted += 1
            #expect(try Resource(parsing: .object(resource.attributes), as: type) == resource)
            #expect(try JSON(parsing: JSON.object(resource.attributes).serialized()) == .object(resource.attributes))
            #expect(!holdsNothing(.object(resource.attributes)))
        }
        // Were nearly everything refused, nothing would have been tested.
        #expect(accepted > 150)
    }

    @Test("No body is refused with anything but a 400 that says why", arguments: [ResourceType.user, .group])
    func refusals(type: ResourceType) throws {
        var source = BodySource(type: type, seed: 42)
        var refused = 0
        for _ in 0..<1500 {
            do {
                _ = try Resource(parsing: .object(source.body()), as: type)
            } catch {
                refused += 1
                #expect(error.status == 400 && (error.kind == .invalidValue || error.kind == .invalidSyntax))
            }
        }
        #expect(refused > 150)
    }

    /// Whether an unassigned value is somewhere inside.
    private func holdsNothing(_ value: JSON) -> Bool {
        switch value {
        case .object(let members): members.members.contains { $0.value.isUnassigned || holdsNothing($0.value) }
        case .array(let elements): elements.contains { $0.isUnassigned || holdsNothing($0) }
        default: false
        }
    }
}

/// Makes bodies out of the names of a type, in every spelling, with values of every shape.
private struct BodySource {
    private var generator: SplitMix
    private let names: [String]
    private let required: String

    init(type: ResourceType, seed: UInt64) {
        generator = SplitMix(state: seed)
        required = type.schema.attributes.first { $0.isRequired }?.name ?? ""
        names = Self.names(of: type.schema) + type.extensions.flatMap(Self.names) + ["id", "externalId", "unknown"]
    }

    mutating func body() -> JSON.Object {
        var body: JSON.Object = [required: .string(text())]
        for _ in 0..<Int.random(in: 0...4, using: &generator) { body[name()] = value(depth: 0) }
        return body
    }

    private static func names(of schema: Schema) -> [String] {
        let paths = schema.attributes.flatMap { attribute in
            [attribute.name] + attribute.subAttributes.map { "\(attribute.name).\($0.name)" }
        }
        return [schema.id] + paths + paths.map { "\(schema.id):\($0)" }
    }

    private mutating func name() -> String {
        let name = names.randomElement(using: &generator) ?? ""
        return Bool.random(using: &generator) ? name : name.uppercased()
    }

    private mutating func text() -> String {
        ["a", "B", "true", "FALSE", "7", " ", "ä", "\u{212A}", "2011-05-13T04:42:34Z"].randomElement(using: &generator)
            ?? ""
    }

    private mutating func value(depth: Int) -> JSON {
        switch Int.random(in: 0..<(depth < 3 ? 12 : 7), using: &generator) {
        case 0: .null
        case 1: .bool(.random(using: &generator))
        case 2: .integer(.random(in: -1...9, using: &generator))
        case 3: .string("")
        case 4...6: .string(text())
        case 7, 8: .array((0..<3).map { _ in value(depth: depth + 1) })
        default: object(depth: depth + 1)
        }
    }

    private mutating func object(depth: Int) -> JSON {
        var members = JSON.Object()
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            let name = ["value", "Type", "PRIMARY", "display", "givenName", "department", "x"].randomElement(
                using: &generator)
            members[name ?? ""] = value(depth: depth)
        }
        return .object(members)
    }
}

/// A generator that gives the same numbers for the same seed.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
