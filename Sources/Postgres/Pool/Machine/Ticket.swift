/// A unit of work as the pool's decisions see it: a number, what it needs, and until when.
struct Ticket {
    /// The unit's number; ``nobody`` where nobody waits for it.
    let id: UInt64
    let kind: Unit.Kind
    let deadline: ContinuousClock.Instant
    /// Whether it has been sent once before, and lost.
    var isSecondAttempt = false
    /// Whether it has held others up, and goes on over a connection of its own.
    var goesAlone = false

    /// The number of what the pool itself has to send.
    static let nobody: UInt64 = 0

    init(id: UInt64, kind: Unit.Kind, deadline: ContinuousClock.Instant) {
        self.id = id
        self.kind = kind
        self.deadline = deadline
    }

    var isShared: Bool {
        if case .shared = kind { true } else { false }
    }

    /// Whether a connection that others use will do, too.
    var maySharePlaces: Bool { isShared && !goesAlone }

    /// The same, of which nothing took effect, for a second connection; there is no third one.
    var forSecondAttempt: Ticket? {
        guard mayMove, !isSecondAttempt else { return nil }
        var ticket = self
        ticket.isSecondAttempt = true
        return ticket
    }

    /// Whether any other connection would do as well.
    private var mayMove: Bool {
        switch kind {
        case .exclusive, .shared, .begin: true
        case .inside, .rollback: false
        }
    }
}
