public import Directory

/// What is known of a pepper, without the pepper.
public struct PepperStatus: Sendable, Hashable {
    /// What a pepper is to the platform; the raw value is what programs see.
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// Things are made under it.
        case current
        /// Things that were made before may still be under it.
        case previous
        /// It is configured here, and the platform has not moved on to it.
        case configured
        /// Nobody is asked for what is under it: it was retired, or replaced.
        case unknown
    }

    /// Its identifier, eight hexadecimal digits; nil for all together that are unknown.
    public let id: String?
    /// What it is to the platform.
    public let state: State
    /// How many servers and workers run that have it.
    public let holders: Int
    /// How many servers and workers run that do not have it.
    public let lacking: Int
    /// How much is under it of what still counts.
    public let counts: [SecretCount.Kind: Int]

    /// All of these, whatever their kind.
    public var total: Int { counts.values.reduce(0, +) }
}

extension PepperStatus {
    /// One line for each pepper that the database knows or that is configured here, and one for what is under others.
    static func all(
        _ known: KnownPeppers, configured: [String], _ holders: [PepperHolder], _ counts: [SecretCount]
    ) -> [PepperStatus] {
        var states: [(String, State)] = []
        if let current = known.currentID { states.append((current, .current)) }
        if let previous = known.previousID { states.append((previous, .previous)) }
        for id in configured where !states.contains(where: { $0.0 == id }) { states.append((id, .configured)) }
        let named = Set(states.map(\.0))
        let others = counts.filter { !named.contains($0.pepper) }
        let lines = states.map { id, state in
            let having = holders.count { $0.peppers.contains(id) }
            return PepperStatus(
                id: id, state: state, holders: having, lacking: holders.count - having,
                counts: sum(counts.filter { $0.pepper == id }))
        }
        guard !others.isEmpty else { return lines }
        return lines + [PepperStatus(id: nil, state: .unknown, holders: 0, lacking: holders.count, counts: sum(others))]
    }

    private static func sum(_ counts: [SecretCount]) -> [SecretCount.Kind: Int] {
        Dictionary(counts.map { ($0.kind, $0.count) }, uniquingKeysWith: +)
    }
}
