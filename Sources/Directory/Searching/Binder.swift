internal import Postgres

/// Gives each value of a statement its place.
struct Binder {
    /// The values so far.
    private(set) var values: [Value] = []

    /// Binds a value; the result stands for it in SQL text.
    mutating func bind(_ value: Value, as type: StaticString = "text") -> String {
        values.append(value)
        return "$\(values.count)::\(type)"
    }
}
