/// The parts of a path that a pattern leaves open, decoded.
public struct PathParameters: Sendable {
    private var values: [(name: String, value: String)] = []

    /// Makes an empty set.
    public init() {}

    /// The decoded value of the segment written `{name}` in the pattern, `nil` when the pattern has none.
    public subscript(_ name: String) -> String? {
        // text: the names are those of our own patterns.
        values.first { $0.name == name }?.value
    }

    mutating func append(_ name: String, _ value: String) {
        values.append((name, value))
    }
}
