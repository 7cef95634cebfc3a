/// What digests are made for. Each purpose has a key of its own, and none of them seals anything.
public struct DigestPurpose: Sendable {
    let label: String

    /// A purpose, written where it is needed and never made of what somebody sends.
    ///
    /// - Parameter label: stands for the purpose for ever: with another one, nothing is recognised any more.
    public init(_ label: StaticString) {
        self.label = label.description
    }
}
