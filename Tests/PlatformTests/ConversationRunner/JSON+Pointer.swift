import JSON

extension JSON {
    /// The value at a JSON pointer (RFC 6901), `-` being the last element; nil if there is none.
    func value(at pointer: String) -> JSON? {
        let names = pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        return names.reduce(Optional(self)) { value, name in
            switch value {
            case .object(let members): members[Self.unescaped(name)]
            case .array(let elements): Self.element(name, of: elements)
            default: nil
            }
        }
    }

    private static func element(_ name: Substring, of elements: [JSON]) -> JSON? {
        guard name != "-" else { return elements.last }
        return Int(name).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
    }

    private static func unescaped(_ name: Substring) -> String {
        name.split(separator: "~1", omittingEmptySubsequences: false).joined(separator: "/")
            .split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~")
    }
}
