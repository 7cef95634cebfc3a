import JSON
import Testing

@testable import SCIM

@Suite struct DiscoveryTests {
    static let base = "https://cp.example.com/scim/v2"

    @Test("The configuration says what is true")
    func configuration() throws {
        let configuration = Discovery.serviceProviderConfig(baseURL: Self.base)
        #expect(configuration["patch"] == ["supported": true])
        #expect(configuration["bulk"] == ["supported": false, "maxOperations": 0, "maxPayloadSize": 0])
        #expect(configuration["filter"] == ["supported": true, "maxResults": 1000])
        #expect(configuration["changePassword"] == ["supported": false])
        #expect(configuration["sort"] == ["supported": true] && configuration["etag"] == ["supported": true])
        let scheme = try #require(configuration["authenticationSchemes"]?.arrayValue?.first)
        #expect(scheme["type"] == "oauthbearertoken" && scheme["primary"] == true)
        #expect(scheme["name"]?.stringValue != nil && scheme["description"]?.stringValue != nil)
        #expect(configuration["meta"]?["location"] == .string("\(Self.base)/ServiceProviderConfig"))
    }

    @Test("The resource types name their schemas and endpoints")
    func resourceTypes() throws {
        let types = Discovery.resourceTypes(baseURL: Self.base)
        #expect(types.map { $0["id"] } == ["User", "Group"] && types.map { $0["endpoint"] } == ["/Users", "/Groups"])
        #expect(types[0]["schema"] == "urn:ietf:params:scim:schemas:core:2.0:User")
        #expect(
            types[0]["schemaExtensions"] == [
                ["schema": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", "required": false]
            ])
        #expect(types[1]["schemaExtensions"] == nil)
        #expect(types[1]["meta"]?["location"] == .string("\(Self.base)/ResourceTypes/Group"))
    }

    @Test("Single documents are those of the lists, and unknown ones are nil")
    func single() {
        for type in Discovery.resourceTypes(baseURL: Self.base) {
            #expect(Discovery.resourceType(named: type["id"]?.stringValue ?? "", baseURL: Self.base) == type)
        }
        for schema in Discovery.schemas(baseURL: Self.base) {
            let id = schema["id"]?.stringValue ?? ""
            #expect(Discovery.schema(withID: id.uppercased(), baseURL: Self.base) == schema)
            #expect(schema["meta"]?["location"] == .string("\(Self.base)/Schemas/\(id)"))
        }
        #expect(Discovery.resourceType(named: "users", baseURL: Self.base) == nil)
        #expect(Discovery.schema(withID: "urn:ietf:params:scim:schemas:core:2.0:Common", baseURL: Self.base) == nil)
    }

    @Test("Every attribute is described whole, in the words of RFC 7643 section 7")
    func attributes() throws {
        let schemas = Discovery.schemas(baseURL: Self.base)
        #expect(schemas.map { $0["name"] } == ["User", "EnterpriseUser", "Group"])
        for schema in schemas {
            try check(try #require(schema["attributes"]?.arrayValue), in: schema["id"]?.stringValue ?? "")
        }
    }

    @Test("References and binary values are case-exact, and so are ids")
    func caseExact() throws {
        let names = Schema.user.attributes.flatMap { attribute in
            (attribute.isCaseExact ? [attribute.name] : [])
                + attribute.subAttributes.filter(\.isCaseExact).map { "\(attribute.name).\($0.name)" }
        }
        #expect(names == ["profileUrl", "photos.value", "groups.value", "groups.$ref", "x509Certificates.value"])
    }

    @Test("The password is described as what is never returned")
    func password() throws {
        let user = try #require(Discovery.schemas(baseURL: Self.base).first)
        let password = user["attributes"]?.arrayValue?.first { $0["name"] == "password" }
        #expect(password?["mutability"] == "writeOnly" && password?["returned"] == "never")
    }

    private func check(_ attributes: [JSON], in place: String) throws {
        #expect(Set(attributes.map { $0["name"] }).count == attributes.count, "\(place)")
        for attribute in attributes {
            let name = "\(place) \(attribute["name"]?.stringValue ?? "?")"
            let type = try #require(attribute["type"]?.stringValue)
            #expect(Self.types.contains(type), "\(name)")
            for key in ["multiValued", "required", "caseExact"] { #expect(attribute[key]?.boolValue != nil, "\(name)") }
            #expect(attribute["description"]?.stringValue?.isEmpty == false, "\(name)")
            for (key, words) in Self.words { #expect(words.contains(attribute[key]?.stringValue ?? ""), "\(name)") }
            #expect((type == "reference") == (attribute["referenceTypes"] != nil), "\(name)")
            #expect((type == "complex") == (attribute["subAttributes"] != nil), "\(name)")
            try check(attribute["subAttributes"]?.arrayValue ?? [], in: name)
        }
    }

    private static let types: Set = [
        "string", "boolean", "decimal", "integer", "dateTime", "reference", "complex", "binary",
    ]
    private static let words: [String: Set<String>] = [
        "mutability": ["readOnly", "readWrite", "immutable", "writeOnly"],
        "returned": ["always", "never", "default", "request"], "uniqueness": ["none", "server", "global"],
    ]
}
