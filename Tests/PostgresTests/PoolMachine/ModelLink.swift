@testable import Postgres

/// A connection as the model knows it: what its server owes.
struct ModelLink {
    let isForSharing: Bool
    let generation: Int
    /// What was sent over it and is not answered, in order; 0 for a rollback.
    var owed: [UInt64] = []
    var isHeadTouched = false
    /// Whether the server has a transaction open.
    var isInTransaction = false
    /// The transaction that holds it.
    var transaction: TransactionID?
    var transactionDeadline: ContinuousClock.Instant?
    var session = TransactionState.none
    /// Whether something was seen after which nothing new may be sent over it.
    var isDoubted = false
    /// Whether its end has been reported, or that something could not be sent.
    var hasEnded = false
    var lastSign: ContinuousClock.Instant
    /// Since when nothing is owed and nobody holds it.
    var freeSince: ContinuousClock.Instant?
}
