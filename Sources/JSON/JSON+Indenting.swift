extension JSON {
    /// Appends the value for people to read. Empty arrays and objects stay on one line.
    func writeIndented(into output: inout [UInt8], level: Int) {
        switch self {
        case .array(let elements) where !elements.isEmpty:
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                Self.startLine(isFirst: index == 0, level: level + 1, into: &output)
                element.writeIndented(into: &output, level: level + 1)
            }
            Self.startLine(isFirst: true, level: level, into: &output)
            output.append(UInt8(ascii: "]"))
        case .object(let object) where !object.isEmpty:
            output.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                Self.startLine(isFirst: index == 0, level: level + 1, into: &output)
                Self.writeString(member.name, into: &output)
                output.append(contentsOf: ": ".utf8)
                member.value.writeIndented(into: &output, level: level + 1)
            }
            Self.startLine(isFirst: true, level: level, into: &output)
            output.append(UInt8(ascii: "}"))
        default:
            write(into: &output)
        }
    }

    private static func startLine(isFirst: Bool, level: Int, into output: inout [UInt8]) {
        if !isFirst { output.append(UInt8(ascii: ",")) }
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: level * 2))
    }
}
