/// What a pool decides: which unit goes over which connection, and what is opened, closed, put off and refused.
///
/// A value that takes events and returns actions. It knows no socket, no clock and no chance, so that a test can play any
/// history against it. Whoever carries out its actions reports what became of them as further events; an action may be
/// out of date by then, and an event may tell of a connection that is closed already: either is passed over.
struct PoolMachine {
    let limits: PoolLimits
    /// Every open connection.
    var links: [UInt64: Link] = [:]
    /// Connections without work, the last used at the end.
    var idle: [UInt64] = []
    /// The connections that shared units are spread over.
    var shared: [UInt64] = []
    /// The connections that transactions hold.
    var held: [TransactionID: UInt64] = [:]
    /// Units that wait for a connection of their own.
    var waiting = TicketQueue()
    /// Units that wait for room on a shared connection.
    var waitingShared = TicketQueue()
    /// Connections being opened.
    var opening = 0
    var openingShared = 0
    /// Raised when all connections open so far must go.
    var generation = 0
    var backOff = BackOff()
    /// The connections to keep open when idle; none until the pool's service runs.
    var keptOpen = 0
    var isClosed = false
    var alarms = PoolAlarms()
    /// When the event happened that is being handled.
    var now: ContinuousClock.Instant
    private var actions: [PoolAction] = []
    private var firstAction = 0

    init(limits: PoolLimits, at now: ContinuousClock.Instant) {
        self.limits = limits
        self.now = now
    }

    /// Takes note of an event; what follows from it are actions.
    mutating func handle(_ event: PoolEvent, at now: ContinuousClock.Instant) {
        self.now = now
        switch event {
        case .arrived(let ticket): accept(ticket)
        case .cancelled(let id): cancel(id)
        case .abandoned(let transaction): letGo(of: transaction)
        case .opened(let link, let forSharing): opened(link, forSharing: forSharing)
        case .failedToOpen(let forSharing, let jitter): failedToOpen(forSharing: forSharing, jitter: jitter)
        case .received(let link, let reading): received(reading, over: link)
        case .notSent(let id, let link, let cause): notSent(id, over: link, cause)
        case .timePassed: timePassed()
        case .outdated: retireAll()
        case .started: start()
        case .closing: close()
        }
        if let instant = alarms.rearmed() { act(.wake(at: instant)) }
    }

    /// The next thing to do, in order; nil when everything is done.
    mutating func nextAction() -> PoolAction? {
        guard firstAction < actions.count else {
            actions.removeAll(keepingCapacity: true)
            firstAction = 0
            return nil
        }
        defer { firstAction += 1 }
        return actions[firstAction]
    }

    mutating func act(_ action: PoolAction) {
        actions.append(action)
    }

    mutating func refuse(_ ticket: Ticket, _ refusal: PoolAction.Refusal) {
        if ticket.id != Ticket.nobody { act(.refuse(ticket.id, refusal)) }
    }

    /// Connections that are not for sharing.
    var exclusiveCount: Int { links.count - shared.count }

    func isUsable(_ link: Link) -> Bool { !link.isBroken && link.generation == generation }
}
