/// Values that were used lately, and no more of them than fit.
///
/// There are two generations. What is used moves to the young one; when that is full it becomes the old one, and what
/// nobody has used since the last time is forgotten. So a look-up costs the same however much is remembered.
struct RecentMemory<Key: Hashable, Value> {
    /// The most values that a generation holds; there are two.
    let generationCapacity: Int
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]

    init(generationCapacity: Int) {
        precondition(generationCapacity > 0, "a memory holds something")
        self.generationCapacity = generationCapacity
    }

    /// How many values there are.
    var count: Int { young.count + old.count }

    /// The value of a key, if it is remembered; it counts as used.
    mutating func value(for key: Key) -> Value? {
        if let value = young[key] { return value }
        guard let value = old.removeValue(forKey: key) else { return nil }
        insert(value, for: key)
        return value
    }

    /// Remembers a value, in place of the one that the key had.
    mutating func insert(_ value: Value, for key: Key) {
        old.removeValue(forKey: key)
        young[key] = value
        guard young.count > generationCapacity else { return }
        swap(&young, &old)
        // The room is kept: it is needed again soon, and then memory stays as it is.
        young.removeAll(keepingCapacity: true)
        young[key] = old.removeValue(forKey: key)
    }

    /// Forgets a key.
    mutating func remove(_ key: Key) {
        young.removeValue(forKey: key)
        old.removeValue(forKey: key)
    }
}
