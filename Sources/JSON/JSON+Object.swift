extension JSON {
    /// The members of a JSON object, in the order in which they were written, each name once.
    ///
    /// Objects here are small, so a look-up walks the members; there is no hash table to build and to keep in step.
    public struct Object: Sendable {
        /// One name and its value.
        public typealias Member = (name: String, value: JSON)

        /// All members, in order.
        public private(set) var members: [Member]

        /// An object without members.
        public init() { members = [] }

        /// The names, in order.
        public var names: [String] { members.map(\.name) }

        /// The number of members.
        public var count: Int { members.count }

        /// Whether there are no members.
        public var isEmpty: Bool { members.isEmpty }

        /// The value of a member, matched byte by byte. Setting nil takes the member out; a new name goes to the end.
        public subscript(name: String) -> JSON? {
            get { members.first { ExactText.isSame($0.name, name) }?.value }
            set {
                let index = members.firstIndex { ExactText.isSame($0.name, name) }
                switch (index, newValue) {
                case (let index?, let value?): members[index].value = value
                case (let index?, nil): members.remove(at: index)
                case (nil, let value?): members.append((name, value))
                case (nil, nil): break
                }
            }
        }

        /// Adds a member whose name is known to be new: no look-up.
        public mutating func append(_ name: String, _ value: JSON) {
            members.append((name, value))
        }
    }
}

extension JSON.Object: Hashable {
    /// Whether both have the same members. Their order does not count.
    public static func == (left: Self, right: Self) -> Bool {
        guard left.count == right.count else { return false }
        // Most comparisons are of objects written in one order; and a client may send very many members, so the rest
        // must not walk one object for each member of the other.
        if left.members.elementsEqual(right.members, by: isSame) { return true }
        let values = Dictionary(
            right.members.map { (ExactText($0.name), $0.value) }, uniquingKeysWith: { first, _ in first })
        return left.members.allSatisfy { values[ExactText($0.name)] == $0.value }
    }

    /// Feeds the members, in a way that does not depend on their order.
    public func hash(into hasher: inout Hasher) {
        var sum = 0
        for (name, value) in members {
            var member = Hasher()
            member.combine(ExactText(name))
            member.combine(value)
            // Addition, because it gives the same sum in any order.
            sum &+= member.finalize()
        }
        hasher.combine(count)
        hasher.combine(sum)
    }

    private static func isSame(_ left: Member, _ right: Member) -> Bool {
        // text: the values are JSON, which is compared by bytes.
        ExactText.isSame(left.name, right.name) && left.value == right.value
    }
}

extension JSON.Object: ExpressibleByDictionaryLiteral {
    /// These members. Of a name that is given twice, the last value counts.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self.init()
        for (name, value) in elements { self[name] = value }
    }
}
