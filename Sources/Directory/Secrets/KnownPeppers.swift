internal import Cryptography

/// The peppers that a database knows: the current one, and the one before while things may still be under that.
public struct KnownPeppers: Sendable, Hashable {
    /// The check value of the one that things are made under; nil where no program has come yet.
    let current: [UInt8]?
    /// The check value of the one before; nil where there is none any more.
    let previous: [UInt8]?

    /// Whether a program may serve with what it was given: it needs every one that the database knows.
    ///
    /// A program without the current one would know nobody's secret, and one without the previous one not those of all
    /// who have not come by since. One that the database does not know yet, or not any more, does no harm.
    public func fit(_ peppers: Peppers) -> PepperFit {
        switch (current.map(peppers.contain) ?? true, previous.map(peppers.contain)) {
        case (true, true?), (true, nil): .fits
        case (true, false?): .lacksPrevious
        case (false, true?): .lacksCurrent
        case (false, false?), (false, nil): .wrong
        }
    }

    /// Has a program's peppers know which of them is the current one.
    public func tell(_ peppers: Peppers) {
        guard let id = current.flatMap({ KeyID(leading: $0) }) else { return }
        peppers.prefer(id)
    }

    /// The identifier of the current one: eight hexadecimal digits.
    public var currentID: String? { current.flatMap { KeyID(leading: $0)?.description } }

    /// The identifier of the one before.
    public var previousID: String? { previous.flatMap { KeyID(leading: $0)?.description } }
}
