public import FoundationEssentials

/// A server or worker that runs, and which peppers it has.
public struct PepperHolder: Sendable, Hashable {
    /// What kind of program it is.
    public enum Program: String, Sendable, Hashable, CaseIterable {
        case server, worker
    }

    /// The process, for as long as it runs.
    public let process: UUID
    /// What kind of program it is.
    public let program: Program
    /// The identifiers of its peppers, eight hexadecimal digits each, in the order in which they were given.
    public let peppers: [String]

    /// How long one may be silent before it does not count any more.
    public static let maximumSilence = Duration.seconds(90)
}
