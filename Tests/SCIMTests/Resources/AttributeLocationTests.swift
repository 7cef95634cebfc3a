import Testing

@testable import SCIM

@Suite struct AttributeLocationTests {
    static let core = "urn:ietf:params:scim:schemas:core:2.0:User"
    static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

    @Test(
        "Names are found in any case, with and without a schema",
        arguments: [
            ("USERNAME", "userName"), ("externalid", "externalId"), ("Meta.Created", "meta.created"),
            ("\(core):userName", "userName"), ("\(core.uppercased()):NAME.FORMATTED", "name.formatted"),
            ("\(core):meta.version", "meta.version"), ("emails.$REF", nil), ("emails.value", "emails.value"),
            (core, "The core schema"),
        ] as [(String, String?)])
    func inTheCore(name: String, path: String?) {
        let location = ResourceType.user.location(named: name)
        #expect(location?.path == path)
        #expect(location?.extensionSchema == nil)
    }

    @Test(
        "Attributes of an extension are found below it",
        arguments: [
            ("department", "department"), ("\(enterprise):Department", "department"),
            ("\(enterprise):manager.displayName", "manager.displayName"), ("manager.$ref", "manager.$ref"),
            (enterprise.lowercased(), enterprise),
        ])
    func inAnExtension(name: String, path: String) {
        let location = ResourceType.user.location(named: name)
        #expect(location?.path == path)
        #expect(location?.extensionSchema == .enterpriseUser)
    }

    @Test(
        "What no schema knows is not found",
        arguments: [
            "", ".", "nonsense", "userName.x", "name.x", "name.givenName.x", "name.", ".givenName", "\(core):",
            "\(core)x", "\(core)xtitle",
            "\(enterprise):userName", "\(core):department", "urn:", "urn:scim:schemas:core:1.0", "members",
        ])
    func unknown(name: String) {
        #expect(ResourceType.user.location(named: name) == nil)
    }
}
