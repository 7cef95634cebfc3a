import JSON
import Testing

@testable import SCIM

@Suite struct SCIMErrorTests {
    static let table: [SCIMError] = [
        .givenTwice("userName"), .required("userName"), .mutability("id"), .unauthorized, .forbidden("No."),
        .discoveryFilter, .notFound(.user), .unknownEndpoint, .methodNotAllowed, .uniqueness("userName"),
        .preconditionFailed, .tooLarge(maximumBytes: 1024), .tooManyElements("members"), .unsupportedMediaType,
        .tooManyRequests, .internalFault(requestID: "r1"), .notImplemented("Bulk"), .unavailable,
    ]

    @Test("The message has the status as a string and the keyword where there is one")
    func message() throws {
        #expect(
            String(decoding: SCIMError.uniqueness("userName").serialized, as: UTF8.self) == """
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","scimType":"uniqueness",\
                "detail":"Another resource already has this userName. Change that one, or choose another value."}
                """)
        #expect(SCIMError.notFound(.group).json["scimType"] == nil)
    }

    @Test("Every error in the table can be read back and says something", arguments: table)
    func readBack(error: SCIMError) throws {
        let json = try JSON(parsing: error.serialized)
        #expect(json == error.json)
        #expect(json["status"] == .string(String(error.status)))
        #expect(json["detail"]?.stringValue?.hasSuffix(".") == true)
    }

    @Test("The statuses are those of the RFC")
    func statuses() {
        #expect(
            Self.table.map(\.status) == [
                400, 400, 400, 401, 403, 403, 404, 404, 405, 409, 412, 413, 413, 415, 429, 500, 501, 503,
            ])
    }

    @Test("The description holds nothing of a request, the debug description holds all")
    func descriptions() {
        let error = SCIMError.badRequest(.invalidValue, "name.givenName must be a string.")
        #expect(String(describing: error) == "400 invalidValue")
        #expect(String(describing: SCIMError.unauthorized) == "401")
        #expect(
            String(reflecting: error)
                == "SCIMError(status: 400, kind: invalidValue, detail: name.givenName must be a string.)")
    }

    @Test(
        "A body that is no JSON is a syntax error",
        arguments: ["{", #"{"a":1,"a":1}"#, #""\u0000""#, "1e999", String(repeating: "[", count: 40)])
    func malformed(text: String) throws {
        let error = try #require(throws: JSON.ParsingError.self) { try JSON(parsing: text) }
        #expect(SCIMError(error).status == 400 && SCIMError(error).kind == .invalidSyntax)
    }

    @Test("A body that is too large, or holds too many values, is a 413")
    func tooLarge() throws {
        for text in [String(repeating: " ", count: 2 << 20), "[" + String(repeating: "1,", count: 20_000) + "1]"] {
            let error = try #require(throws: JSON.ParsingError.self) { try JSON(parsing: text) }
            #expect(SCIMError(error).status == 413 && SCIMError(error).kind == nil)
        }
    }
}
