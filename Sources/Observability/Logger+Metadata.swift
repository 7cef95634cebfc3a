extension Logger {
    /// One value of a log line.
    public enum Value: Hashable, Sendable {
        case string(String)
        case integer(Int)
        case double(Double)
        case bool(Bool)
        /// A value that is there and must not be shown.
        case redacted
    }

    /// The data of a log line: names with their values, in order, each name once.
    public struct Metadata: Sendable, ExpressibleByDictionaryLiteral {
        /// One name and its value.
        typealias Member = (name: String, value: Value)

        private(set) var members: [Member] = []

        /// Metadata without members.
        public init() {}

        /// These members. Of a name that is given twice, the last value counts.
        public init(dictionaryLiteral elements: (String, Value)...) {
            members.reserveCapacity(elements.count)
            for (name, value) in elements { self[name] = value }
        }

        /// The value of a name. Setting nil takes the member out; a new name goes to the end.
        public subscript(name: String) -> Value? {
            get { members.first { $0.name == name }?.value }
            set {
                members.removeAll { $0.name == name }
                if let newValue { members.append((name, newValue)) }
            }
        }

        /// Takes over the members of `other`, which count where both have a name.
        public mutating func merge(_ other: Metadata) {
            if members.isEmpty {
                members = other.members
            } else {
                for (name, value) in other.members { self[name] = value }
            }
        }
    }
}
