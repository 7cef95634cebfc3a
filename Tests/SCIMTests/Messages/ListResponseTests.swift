import JSON
import Testing

@testable import SCIM

@Suite struct ListResponseTests {
    @Test("An empty list has its resources, as an empty list")
    func empty() {
        #expect(
            String(decoding: ListResponse.write(totalResults: 0, startIndex: 1, resources: []), as: UTF8.self) == """
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"startIndex":1,\
                "itemsPerPage":0,"Resources":[]}
                """)
    }

    @Test("Resources stand in their order, as they were written", arguments: 1...3)
    func some(count: Int) throws {
        let resources = (0..<count).map { JSON.object(["id": .string("\"\($0)\\")]) }
        let list = try JSON(
            parsing: ListResponse.write(
                totalResults: 7, startIndex: 5, resources: resources.map { $0.serialized() }))
        #expect(list["Resources"] == .array(resources))
        #expect(list["totalResults"] == 7 && list["startIndex"] == 5)
        #expect(list["itemsPerPage"] == .integer(Int64(count)))
    }

    @Test("Values make one page")
    func values() throws {
        let list = try JSON(parsing: ListResponse.write([["id": "a"], ["id": "b"]]))
        #expect(list["totalResults"] == 2 && list["itemsPerPage"] == 2 && list["startIndex"] == 1)
    }
}
