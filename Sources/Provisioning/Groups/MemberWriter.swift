internal import Directory
internal import SCIM

/// Writes the members of a group as JSON, with the parts that a client asked for.
struct MemberWriter {
    private let members: MemberList
    /// What stands before, between and behind the two places of an element's identifier.
    private let frame: (before: [UInt8], between: [UInt8]?, behind: [UInt8])

    /// - Returns: nil where there is nothing to write.
    init?(_ members: MemberList, below baseURL: String, _ projection: Projection) {
        func shows(_ part: String) -> Bool { projection.includes(attributeNamed: "members.\(part)") }
        let (value, reference, type) = (shows("value"), shows("$ref"), shows("type"))
        guard members.count > 0, value || reference || type else { return nil }
        self.members = members
        let typeMember = "\"type\":\"User\"}"
        let end = Array((type ? "\"," + typeMember : "\"}").utf8)
        let valueStart = Array("{\"value\":\"".utf8)
        switch (value, reference) {
        case (true, true): frame = (valueStart, Array("\",\"$ref\":\"\(baseURL)/Users/".utf8), end)
        case (true, false): frame = (valueStart, nil, end)
        case (false, true): frame = (Array("{\"$ref\":\"\(baseURL)/Users/".utf8), nil, end)
        case (false, false): frame = ([], nil, Array("{\(typeMember)".utf8))
        }
    }

    /// How many bytes will be written.
    var byteCount: Int {
        let identifiers = frame.before.isEmpty ? 0 : frame.between == nil ? 1 : 2
        let element = frame.before.count + (frame.between?.count ?? 0) + frame.behind.count
        return members.count * (element + identifiers * MemberList.identifierBytes + 1) + 16
    }

    /// Writes the member `members`, led by a comma.
    func write(into output: inout [UInt8]) {
        output += #","members":["#.utf8
        var isFirst = true
        members.forEach { identifier in
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            output += frame.before
            if !frame.before.isEmpty { output += identifier }
            if let between = frame.between {
                output += between
                output += identifier
            }
            output += frame.behind
        }
        output.append(UInt8(ascii: "]"))
    }
}
