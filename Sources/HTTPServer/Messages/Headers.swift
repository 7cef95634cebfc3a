/// Header fields in the order they were sent or will be sent (RFC 9110, section 5).
///
/// Names compare without regard to ASCII case. Several fields may have one name.
public struct Headers: Sendable {
    /// One header field.
    public typealias Field = (name: String, value: String)

    /// Every field, in order.
    public private(set) var fields: [Field]

    /// Makes a list of fields, empty unless some are given.
    public init(_ fields: [Field] = []) {
        self.fields = fields
    }

    /// The value of the first field called `name`.
    public func first(_ name: String) -> String? {
        for field in fields where Self.isSame(field.name, name) { return field.value }
        return nil
    }

    /// The values of all fields called `name`, in order.
    public func all(_ name: String) -> [String] {
        fields.filter { Self.isSame($0.name, name) }.map(\.value)
    }

    /// Adds a field after the others, whatever their names.
    public mutating func append(_ name: String, _ value: String) {
        fields.append((name, value))
    }

    /// Replaces every field called `name` with one.
    public mutating func set(_ name: String, to value: String) {
        fields.removeAll { Self.isSame($0.name, name) }
        fields.append((name, value))
    }

    /// Whether two texts are the same but for the case of ASCII letters.
    ///
    /// Compares the bytes: a `Character` would join what HTTP keeps apart, and a stranger decides how long that takes.
    public static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count
            && zip(left.utf8, right.utf8).allSatisfy { $0 == $1 || lowercased($0) == lowercased($1) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}

extension Headers: ExpressibleByDictionaryLiteral {
    /// Lists fields in the order written.
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements.map { (name: $0.0, value: $0.1) })
    }
}
