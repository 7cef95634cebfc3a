import Configuration
import Platform
import Testing

@Suite("The setting surfaces")
struct SurfaceSettingTests {
    @Test(
        "What is unknown, empty or doubled is refused, and said is what is possible",
        arguments: [
            "", ",", "scim,", ",scim", "scim,scim", "scim,product,scim", "portal", "SCIM", "scim, product", "all",
        ])
    func refused(text: String) {
        let parser = PlatformSettings.surfaces.parser
        #expect(parser.parse(text) == nil)
        #expect(parser.expectation == "one or more of scim,product, separated by commas, each once")
    }

    @Test(
        "Who answers what is nobody's does not depend on the order, and the role is the least that will do",
        arguments: [
            ("scim", "scim", DatabaseRole.app), ("product", "product", .product),
            ("scim,product", "scim,product", .app),
            ("product,scim", "scim,product", .app),
        ])
    func read(text: String, written: String, role: DatabaseRole) throws {
        let parser = PlatformSettings.surfaces.parser
        let surfaces = try #require(parser.parse(text))
        #expect(parser.write(surfaces) == written)
        #expect(PlatformSurface.role(serving: surfaces) == role)
    }
}
