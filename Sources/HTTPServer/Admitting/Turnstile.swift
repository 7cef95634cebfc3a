/// Decides which requests run, which wait, and which are refused, so that origins share the places fairly.
///
/// - At most ``Limits/running`` requests run at once. That is few on purpose: the database does as much with few as with
///   many at once, and whoever comes new stands behind few.
/// - One origin alone gets all places but a reserve of a quarter. As soon as another one is active, each gets an eighth
///   or an equal part, whichever is less, but two in any case: a few keep all processors busy, and what one origin runs
///   slows the others down. An origin is active while it has something running or waiting, and a second longer.
/// - What gets no place waits in its origin's queue. Places that become free go round the origins that wait.
///
/// Of origins that have nothing running and nothing waiting, as many are remembered as there are places: more of them
/// would change no part. So nothing here grows with the number of origins. Without I/O and without a clock.
struct Turnstile<Waiter>: ~Copyable {
    /// How many requests of each kind there may be.
    struct Limits {
        var running: Int
        var waiting: Int
        var waitingOfOne: Int
    }

    /// What becomes of a request that has arrived.
    enum Decision: Equatable {
        case runs
        /// It waits; the ticket is for ``Turnstile/withdraw(_:of:at:)``.
        case waits(ticket: UInt64)
        /// So many requests of its origin wait that no more may.
        case originIsFull
        /// So many requests wait that no more may.
        case everythingIsFull
    }

    /// How long an origin stays active without requests.
    static var memory: Duration { .seconds(1) }

    private typealias Place = (ticket: UInt64, waiter: Waiter)

    /// What is kept of an origin. An object, so that its queue is never copied.
    private final class Standing {
        let origin: Origin
        var running = 0
        var waiting = Queue<Place>()
        /// Whether it is in `line`.
        var isInLine = false
        /// Since when it has had nothing running and nothing waiting.
        var idleSince: ContinuousClock.Instant?
        /// Whether it is in `leaving`.
        var isLeaving = false

        init(_ origin: Origin) { self.origin = origin }

        var isIdle: Bool { running == 0 && waiting.isEmpty }
    }

    private let limits: Limits
    private var standings: [Origin: Standing] = [:]
    /// The origins with waiting requests whose turn it may be. One that holds its part is not here until it gives back.
    private var line = Queue<Standing>()
    /// The origins that were seen idle, to be forgotten.
    private var leaving = Queue<(standing: Standing, since: ContinuousClock.Instant)>()
    private var lastTicket: UInt64 = 0

    /// The requests that run.
    private(set) var running = 0
    /// The requests that wait.
    private(set) var waiting = 0

    init(_ limits: Limits) {
        self.limits = limits
    }

    /// The origins of which something is kept.
    var originCount: Int { standings.count }

    /// How many requests of one origin may run now.
    private var part: Int {
        let alone = limits.running - limits.running / 4
        return standings.count > 1 ? min(alone, max(2, limits.running / max(8, standings.count))) : alone
    }
}

extension Turnstile {
    /// Decides about a request. `waiter` is kept only if it waits.
    mutating func arrive(_ waiter: @autoclosure () -> Waiter, of origin: Origin, at now: ContinuousClock.Instant)
        -> Decision
    {
        forget(before: now)
        // Noted as active before its part is computed, and even if it is refused: whoever knocks counts.
        let standing = standing(of: origin)
        standing.idleSince = nil
        defer { noteIfIdle(standing, at: now) }
        if running < limits.running, standing.running < part, standing.waiting.isEmpty {
            run(standing)
            return .runs
        }
        guard standing.waiting.count < limits.waitingOfOne else { return .originIsFull }
        guard waiting < limits.waiting else { return .everythingIsFull }
        return .waits(ticket: wait(waiter(), standing))
    }

    /// Gives back a place of an origin that has one.
    ///
    /// - Returns: Those whose turn it is now; they run.
    mutating func leave(_ origin: Origin, at now: ContinuousClock.Instant) -> [(origin: Origin, waiter: Waiter)] {
        forget(before: now)
        let standing = standing(of: origin)
        running -= 1
        standing.running -= 1
        enterLine(standing)
        noteIfIdle(standing, at: now)
        return line.isEmpty ? [] : giveOut()
    }

    /// Takes back a request that waits.
    ///
    /// - Returns: False if it does not wait any more.
    mutating func withdraw(_ ticket: UInt64, of origin: Origin, at now: ContinuousClock.Instant) -> Bool {
        guard let standing = standings[origin], standing.waiting.remove(where: { $0.ticket == ticket }) != nil else {
            return false
        }
        waiting -= 1
        if standing.waiting.isEmpty, standing.isInLine {
            _ = line.remove { $0 === standing }
            standing.isInLine = false
        }
        noteIfIdle(standing, at: now)
        return true
    }

    /// Forgets the origins that have not been active for longer than a second, and the oldest of too many.
    mutating func forget(before now: ContinuousClock.Instant) {
        while let (standing, since) = leaving.first,
            case let isOneTooMany = leaving.count > limits.running, isOneTooMany || since + Self.memory <= now
        {
            _ = leaving.popFirst()
            standing.isLeaving = false
            guard let idleSince = standing.idleSince else { continue }
            if isOneTooMany || idleSince + Self.memory <= now {
                standings[standing.origin] = nil
            } else {
                noteIfIdle(standing, at: idleSince)
            }
        }
    }
}

extension Turnstile {
    private mutating func standing(of origin: Origin) -> Standing {
        if let standing = standings[origin] { return standing }
        let standing = Standing(origin)
        standings[origin] = standing
        return standing
    }

    private mutating func run(_ standing: Standing) {
        running += 1
        standing.running += 1
    }

    private mutating func wait(_ waiter: Waiter, _ standing: Standing) -> UInt64 {
        lastTicket += 1
        waiting += 1
        standing.waiting.append((lastTicket, waiter))
        enterLine(standing)
        return lastTicket
    }

    private mutating func enterLine(_ standing: Standing) {
        guard !standing.isInLine, !standing.waiting.isEmpty, standing.running < part else { return }
        standing.isInLine = true
        line.append(standing)
    }

    /// One place for each origin in the line, round and round, until there is no more.
    private mutating func giveOut() -> [(origin: Origin, waiter: Waiter)] {
        var turns: [(origin: Origin, waiter: Waiter)] = []
        while running < limits.running, let standing = line.popFirst() {
            standing.isInLine = false
            // Its part may have become smaller while it stood in the line. It comes back when it gives back a place.
            guard standing.running < part, let place = standing.waiting.popFirst() else { continue }
            waiting -= 1
            run(standing)
            turns.append((standing.origin, place.waiter))
            enterLine(standing)
        }
        return turns
    }

    /// Starts the second after which an origin without requests is forgotten.
    private mutating func noteIfIdle(_ standing: Standing, at now: ContinuousClock.Instant) {
        guard standing.isIdle else { return }
        standing.idleSince = now
        guard !standing.isLeaving else { return }
        standing.isLeaving = true
        leaving.append((standing, now))
    }
}
