import JSON

@testable import SCIM

/// A source of numbers that gives the same ones in every run, so that a failure can be repeated.
struct RepeatableNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_F491_4F6C_DD1D
    }
}

extension RepeatableNumbers {
    /// One of these.
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &self)]
    }

    /// True once in so many times.
    mutating func once(in times: Int) -> Bool { Int.random(in: 0..<times, using: &self) == 0 }
}

/// A person as a client would get her.
func sampleUser() throws -> JSON.Object {
    let text = """
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",
         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
         "id":"U-1","externalId":"Ext-1","userName":"BJensen@Example.com","displayName":"Zoe\\u0301",
         "name":{"familyName":"Jensen","givenName":"Barbara"},"active":true,
         "emails":[{"value":"b@work.example","type":"work","primary":true},{"value":"b@home.example","type":"home"}],
         "phoneNumbers":[{"value":"+1 555","type":"work"}],
         "x509Certificates":[{"value":"TUlJ"}],
         "groups":[{"value":"g1","display":"Tour Guides"}],
         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
          {"department":"Sales 100%_","manager":{"value":"M-1","displayName":"Mandy"}},
         "meta":{"resourceType":"User","created":"2011-05-13T04:42:34.123456Z",
          "lastModified":"2011-05-13T04:42:34Z","version":"W/\\"1\\""}}
        """
    return try JSON(parsing: text).objectValue ?? JSON.Object()
}

/// JSON from its text.
func json(_ text: String) throws -> JSON { try JSON(parsing: text) }

/// The canonical attributes of a person, from JSON text, with a name.
func user(_ text: String = "{}") throws -> Resource {
    var object = try json(text).objectValue ?? JSON.Object()
    if object["userName"] == nil { object["userName"] = "joe" }
    return try Resource(parsing: .object(object), as: .user)
}
