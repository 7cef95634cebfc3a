import JSON
import Testing

@testable import SCIM

@Suite("The ways to write one value")
struct LexicalFormTests {
    private static let user: JSON.Object = [
        "userName": "joe", "active": true, "x509Certificates": [["value": "-_8="], ["value": "TWFu"]],
        "profileUrl": "https://example.com/Joe",
        "meta": ["created": "2011-05-13T04:42:34.5Z"],
    ]

    @Test(
        "A filter finds a value however it is written",
        arguments: [
            "meta.created eq \"2011-05-13T04:42:34.500Z\"", "meta.created eq \"2011-05-13T06:42:34.5+02:00\"",
            "meta.created eq 2011-05-13T04:42:34.5000000Z", "meta.created eq \"2011-05-12T23:42:34.5-05:00\"",
            "meta.created eq \"2011-05-13T04:42:34.5\"", "meta.created gt \"2011-05-12T24:00:00Z\"",
            "meta.created eq \"2011-05-13T06:42:34.5 02:00\"", "active eq \"True\"", "active eq TRUE",
            "x509Certificates.value eq \"-_8\"", "x509Certificates.value eq \"+/8=\"",
            "x509Certificates.value eq \"TWFu\"", "profileUrl eq \"https://example.com/Joe\"",
        ])
    func found(filter: String) throws {
        let condition = try Filter(parsing: filter, for: .user).condition
        #expect(condition.matches(Self.user, as: .user))
    }

    @Test(
        "Other values stay others",
        arguments: [
            "meta.created eq \"2011-05-13T04:42:34.501Z\"", "x509Certificates.value eq \"twfu\"",
            "profileUrl eq \"https://example.com/joe\"",
        ])
    func notFound(filter: String) throws {
        #expect(try !Filter(parsing: filter, for: .user).condition.matches(Self.user, as: .user))
    }
}
