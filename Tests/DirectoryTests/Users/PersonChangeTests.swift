import FoundationEssentials
import JSON
import SCIM
import Testing

@testable import Directory

@Suite("What becomes of a person, before the database is told")
struct PersonChangeTests {
    private static let actor = Actor(kind: .connection)

    private static func person(
        _ status: UserStatus = .active, role: Role = .user, isSetUp: Bool = true, isProvisioned: Bool = true,
        isAnonymised: Bool = false
    ) throws -> LockedUser {
        let body: JSON = ["userName": "ada", "title": "Countess", "emails": [["value": "ada@example.com"]]]
        let content = try UserContent(of: Resource(parsing: body, as: .user))
        let now = try #require(Timestamp(parsing: "2026-01-02T03:04:05.678Z"))
        return LockedUser(
            user: User(id: UUID(), status: status, content: content, stamp: ChangeStamp(version: 1, updatedAt: now)),
            role: role, isSetUp: isSetUp, isProvisioned: isProvisioned, generation: 3, accessEpoch: now,
            isAnonymised: isAnonymised)
    }

    private static func change(_ person: LockedUser, _ name: String, to value: JSON?) throws -> PersonChange? {
        try PersonChange(of: person) { resource in
            var resource = resource
            resource.attributes[name] = value
            return resource
        }
    }

    @Test("Nothing is written where nothing differs, nor where access is as it is wanted")
    func nothing() throws {
        let ada = try Self.person()
        #expect(try PersonChange(of: ada) { $0 } == nil)
        #expect(try Self.change(ada, "title", to: "Countess") == nil)
        #expect(PersonChange(of: ada, toActive: true) == nil)
        #expect(PersonChange(of: try Self.person(.deactivated), toActive: false) == nil)
    }

    @Test("Unassigning active ends nobody's access")
    func unassigned() throws {
        #expect(try Self.change(Self.person(), "active", to: nil) == nil)
        #expect(try Self.change(Self.person(.deactivated), "active", to: nil) == nil)
    }

    @Test("A changed attribute is an update with one event, and touches nothing else")
    func update() throws {
        let change = try #require(try Self.change(Self.person(), "title", to: "Lady"))
        #expect(change.changed == ["title"] && change.transition == .none && change.refusal == nil)
        #expect(change.statements(by: Self.actor, groupsBase: "").consequences.count == 1)
        let text = String(decoding: try #require(change.content).document, as: UTF8.self)
        #expect(text.contains("Lady") && text.contains("ada@example.com"))
    }

    @Test(
        "Whoever comes back does so as what they had come to be",
        arguments: [(true, UserStatus.active), (false, .pending)])
    func comingBack(isSetUp: Bool, status: UserStatus) throws {
        let change = try #require(PersonChange(of: try Self.person(.deactivated, isSetUp: isSetUp), toActive: true))
        #expect(change.transition == .reactivate(as: status) && change.changed == ["active"] && change.content == nil)
        let stamp = ChangeStamp(version: 2, updatedAt: change.before.user.updatedAt)
        #expect(change.after(stamp).status == status && change.after(stamp).version == 2)
    }

    @Test("Leaving is one thing by every door: an effect and an event, or the same refusal", arguments: Role.allCases)
    func leaving(role: Role) throws {
        for isProvisioned in [true, false] {
            let person = try Self.person(role: role, isProvisioned: isProvisioned)
            let isProtected = role == .owner || (!isProvisioned && [.admin, .enterpriseAdmin].contains(role))
            let expected: PersonRefusal? = isProtected ? .protected(role) : nil
            let alone = try #require(PersonChange(of: person, toActive: false))
            let within = try #require(try Self.change(person, "active", to: false))
            for change in [alone, within] {
                #expect(change.transition == .deactivate && change.refusal == expected)
                #expect(change.statements(by: Self.actor, groupsBase: "").consequences.count == 2)
            }
            #expect(PersonRemoval(of: person).refusal == expected)
            #expect(PersonRemoval(of: person).statements(by: Self.actor).count == 3)
            #expect(expected.map { $0.event(about: person, by: Self.actor) != nil } ?? true)
        }
    }

    @Test("Somebody anonymised comes back with a name, and not without")
    func anonymised() throws {
        let person = try Self.person(.deactivated, isAnonymised: true)
        #expect(PersonChange(of: person, toActive: true)?.refusal == .anonymous)
        #expect(PersonRefusal.anonymous.event(about: person, by: Self.actor) == nil)
        let named = try PersonChange(of: person) { resource in
            var resource = resource
            resource.attributes["active"] = true
            resource.attributes["userName"] = "augusta"
            return resource
        }
        #expect(named?.refusal == nil && named?.changed.contains("userName") == true)
        #expect(try Self.change(person, "title", to: "Lady")?.refusal == nil)
    }

    @Test("Nobody becomes larger than may be stored")
    func size() throws {
        let texts = (0..<17).map { JSON.string("\($0)" + String(repeating: "x", count: 65_000)) }
        #expect(throws: SCIMError.personTooLarge) { try Self.change(Self.person(), "ims", to: .array(texts)) }
    }

    @Test("Whoever is added is pending, unless access is denied from the start")
    func creation() throws {
        for (active, status) in [
            (JSON.bool(true), UserStatus.pending), (.bool(false), .deactivated), (.null, .pending),
        ] {
            let body: JSON = ["userName": "ada", "active": active]
            let creation = try PersonCreation(Resource(parsing: body, as: .user))
            #expect(creation.status == status && creation.content.userNameKey == "ada")
        }
    }
}
