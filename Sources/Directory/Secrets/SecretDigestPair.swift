/// One secret under each of two peppers, of which the database knows the newer.
public struct SecretDigestPair: Sendable, Hashable {
    let first: SecretDigest
    let second: SecretDigest

    init(_ first: SecretDigest, _ second: SecretDigest) {
        self.first = first
        self.second = second
    }
}
