import JSON
import SCIM
import TestHarness

/// A tenant full of random people and groups.
struct RandomPopulation {
    static let people = 50
    static let groups = 8

    private var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    /// Makes everybody, and changes, deactivates and deletes some of them.
    ///
    /// - Parameter otherToken: a token of another connection, on whose behalf some of the people are made: their
    ///   `externalId` is not there for the first one.
    mutating func fill(_ tenant: TestTenant, otherToken: String) async throws {
        var ids: [String] = []
        for number in 0..<Self.people {
            let token = random.oneIn(5) ? otherToken : tenant.token
            let response = try await tenant.send(
                "POST", "/Users", person(number), headers: [("Authorization", "Bearer \(token)")])
            guard response.status == 201, let id = try response.json["id"]?.stringValue else {
                throw TestFault(description: response.text)
            }
            ids.append(id)
        }
        for _ in 0..<10 {
            let rename = JSON.replacing("nickName", with: .string(RandomText.make(&random)))
            _ = try await tenant.send("PATCH", "/Users/\(random.pick(ids))", rename)
        }
        for number in 0..<Self.groups {
            let size = Int.random(in: 0...8, using: &random)
            let members = Set((0..<size).map { _ in random.pick(ids) }).sorted()
            _ = try await tenant.createID("/Groups", group(number, members))
        }
        for _ in 0..<3 { _ = try await tenant.send("DELETE", "/Users/\(random.pick(ids))") }
    }

    private mutating func group(_ number: Int, _ members: [String]) -> JSON {
        var body: JSON.Object = ["displayName": .string(RandomText.make(&random) + "\(number)")]
        if random.oneIn(2) { body["externalId"] = .string(RandomText.make(&random) + "\(number)") }
        body["members"] = .members(members)
        return .object(body)
    }

    private mutating func person(_ number: Int) -> JSON {
        var body = JSON.Object()
        for attribute in Schema.user.attributes + Schema.common.attributes where random.oneIn(2) {
            body[attribute.name] = value(of: attribute)
        }
        body["userName"] = .string(RandomText.make(&random) + "\(number)")
        // No two people of a connection have one.
        body["externalId"] = body["externalId"]?.stringValue.map { .string("\($0)\(number)") }
        if random.oneIn(2) {
            var enterprise = JSON.Object()
            for attribute in Schema.enterpriseUser.attributes where random.oneIn(2) {
                enterprise[attribute.name] = value(of: attribute)
            }
            body[Schema.enterpriseUser.id] = .object(enterprise)
        }
        return .object(body)
    }

    /// A value of the attribute's type; nil for what clients cannot set.
    private mutating func value(of attribute: Attribute) -> JSON? {
        guard attribute.mutability == .readWrite else { return nil }
        guard attribute.isMultiValued else { return element(of: attribute) }
        return .array((0..<Int.random(in: 0...3, using: &random)).compactMap { _ in element(of: attribute) })
    }

    private mutating func element(of attribute: Attribute) -> JSON? {
        switch attribute.kind {
        case .boolean: return .bool(random.oneIn(2))
        case .complex:
            var parts = JSON.Object()
            for part in attribute.subAttributes where !random.oneIn(3) { parts[part.name] = element(of: part) }
            return .object(parts)
        case .binary: return .string(random.pick(["MII=", "mii=", "QUJD", "QQ=="]))
        default:
            let canonical = attribute.canonicalValues
            guard canonical.isEmpty || random.oneIn(4) else { return .string(random.pick(canonical)) }
            return .string(RandomText.make(&random))
        }
    }
}
