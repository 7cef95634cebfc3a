internal import Directory
internal import JSON
internal import SCIM

/// Writes a stored resource as the JSON that a client gets: the stored text as it is, with what the columns hold
/// spliced in, so that nothing is decoded only to be encoded again.
struct ResourceWriter {
    private var output: [UInt8]

    /// Begins with the schemas and the identifier.
    init(schemas: some Sequence<UInt8>, id: String, reserving capacity: Int) {
        output = []
        output.reserveCapacity(capacity + 512)
        output += schemas
        output += #","id":""#.utf8
        output += id.utf8
        output.append(UInt8(ascii: "\""))
    }

    /// Adds a member whose value is text, if there is one.
    mutating func add(_ name: StaticString, text: String?) {
        guard let text else { return }
        begin(name)
        JSON.writeString(text, into: &output)
    }

    /// Adds a member whose value is JSON text already, if there is one.
    mutating func add(_ name: StaticString, json: [UInt8]?) {
        guard let json else { return }
        begin(name)
        output += json
    }

    /// Adds a truth value.
    mutating func add(_ name: StaticString, _ value: Bool) {
        begin(name)
        output += (value ? "true" : "false").utf8
    }

    /// Adds members that are JSON text already, each led by a comma, or nothing.
    mutating func add(members: ArraySlice<UInt8>) {
        output += members
    }

    /// Ends with `meta` (RFC 7643 section 3.1).
    mutating func finish(
        resourceType: StaticString, createdAt: Timestamp, updatedAt: Timestamp, version: EntityTag, location: String
    ) -> [UInt8] {
        output += #","meta":{"resourceType":""#.utf8
        output += String(describing: resourceType).utf8
        output += #"","created":""#.utf8
        output += createdAt.text.utf8
        output += #"","lastModified":""#.utf8
        output += updatedAt.text.utf8
        output += #"","location":"#.utf8
        JSON.writeString(location, into: &output)
        output += #","version":"#.utf8
        JSON.writeString(version.description, into: &output)
        output += "}}".utf8
        return output
    }

    private mutating func begin(_ name: StaticString) {
        output += ",\"".utf8
        output += String(describing: name).utf8
        output += "\":".utf8
    }
}
