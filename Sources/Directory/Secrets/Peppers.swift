internal import Cryptography
internal import Synchronization

/// The peppers that a program was given: one, or two while the platform moves from one to the other.
///
/// Which of two is the current one the database says, and not the order in which they were given: all programs agree
/// about it, however they were configured. What is made is made under the current one; what was made under either is
/// recognised.
public final class Peppers: Sendable {
    /// All of them, in the order in which they were given: one or two.
    public let all: [Pepper]

    private let place = Atomic<Int>(0)

    /// The peppers of a program.
    ///
    /// - Parameter other: the one beside it; the same once more is none.
    public init(_ pepper: Pepper, beside other: Pepper? = nil) {
        all = [pepper] + [other].compactMap(\.self).filter { $0.checkValue != pepper.checkValue }
    }

    /// The one under which things are made, as far as is known; at first the one that was given first.
    public var current: Pepper { all[place.load(ordering: .relaxed)] }

    /// The one beside the current one.
    public var other: Pepper? { all.count == 2 ? all[1 - place.load(ordering: .relaxed)] : nil }

    /// Notes which one is the current one; one that is not here changes nothing.
    func prefer(_ id: KeyID) {
        guard let found = all.firstIndex(where: { $0.keyID == id }) else { return }
        place.store(found, ordering: .relaxed)
    }

    /// Notes that the platform has moved on to one of them.
    public func prefer(_ pepper: Pepper) {
        prefer(pepper.keyID)
    }

    /// Notes that something was found by a digest, so that what is looked up next is looked up under the same one first.
    public func prefer(_ digest: SecretDigest) {
        if let id = digest.pepper { prefer(id) }
    }

    /// Whether one of them has a check value.
    func contain(_ checkValue: [UInt8]) -> Bool {
        all.contains { $0.checkValue == checkValue }
    }

    /// Seals a secret for a purpose and a place, under the current one.
    ///
    /// - Throws: `CryptographyError` with `randomUnavailable`.
    func seal(_ secret: Secret, for purpose: SealingPurpose, at place: SealedPlace) throws(CryptographyError) -> [UInt8]
    {
        try current.sealingKey(for: purpose).seal(secret, at: place).bytes
    }

    /// Opens what was sealed for a purpose and a place, under whichever of them.
    ///
    /// - Throws: `CryptographyError`: it is no envelope, of another pepper, or for something else.
    func open(
        _ sealed: [UInt8], for purpose: SealingPurpose, at place: SealedPlace
    ) throws(CryptographyError) -> Secret {
        let envelope = try Envelope(parsing: sealed)
        guard let pepper = all.first(where: { $0.keyID == envelope.keyID }) else {
            throw CryptographyError(code: .unknownKey)
        }
        return try pepper.sealingKey(for: purpose).open(envelope, at: place)
    }
}
