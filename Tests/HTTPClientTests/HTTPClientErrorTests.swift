import Testing

@testable import HTTPClient

@Suite("Errors of the client")
struct HTTPClientErrorTests {
    @Test("the description is for people, and the rest is for developers")
    func descriptions() {
        let error = HTTPClientError(.addressRefused, origin: "http://example.com:80", detail: "10.0.0.1 is private")
        #expect(
            error.description == "The server http://example.com:80 was not contacted: its address is not a public one. "
                + "Use a public address, or add its network to the allowed networks.")
        #expect(error.debugDescription == "\(error.description) (address_refused: 10.0.0.1 is private)")
        #expect(HTTPClientError(.cancelled).debugDescription == "The request to the server was cancelled. (cancelled)")
    }

    @Test("no description shows what only developers may see", arguments: HTTPClientError.Code.allCases)
    func safety(code: HTTPClientError.Code) {
        let error = HTTPClientError(code, origin: "http://example.com:80", detail: "10.0.0.1 is private")
        #expect(!error.description.contains("is private"))
        #expect(error.debugDescription.contains(code.rawValue))
        #expect(error.description.hasSuffix("."))
    }
}
