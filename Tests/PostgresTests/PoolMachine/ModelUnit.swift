@testable import Postgres

/// A unit that somebody waits for, as the model knows it.
struct ModelUnit {
    let kind: Unit.Kind
    let deadline: ContinuousClock.Instant
    /// The connection that it was sent over; nil where it waits.
    var link: UInt64?
    /// How often it may have reached a server.
    var attempts = 0
    /// How often it was sent, or broke a connection in the attempt; not where the connection was closed before.
    var sendings = 0
    /// Whether its answer has come, and has to be handed out at once.
    var isAnswered = false
    var isCancelled = false
    /// Whether a connection that others used was given up for its sake.
    var goesAlone = false

    var isShared: Bool {
        if case .shared = kind { true } else { false }
    }

    var transaction: TransactionID? {
        switch kind {
        case .begin(let id, _), .inside(let id, _): id
        case .exclusive, .shared, .rollback: nil
        }
    }
}
