/// Tickets in order of arrival, and nothing of those that are finished.
struct TicketQueue {
    private var tickets: [Ticket] = []
    private var head = 0

    /// The tickets that wait.
    var count: Int { tickets.count - head }

    /// The ticket that has waited longest.
    var first: Ticket? { count > 0 ? tickets[head] : nil }

    mutating func append(_ ticket: Ticket) {
        tickets.append(ticket)
    }

    mutating func popFirst() -> Ticket? {
        guard let ticket = first else { return nil }
        head += 1
        compact()
        return ticket
    }

    /// Takes out the tickets that a closure chooses, and forgets them.
    mutating func take(where isChosen: (Ticket) -> Bool) -> [Ticket] {
        guard count > 0 else { return [] }
        var chosen: [Ticket] = []
        var others: [Ticket] = []
        for ticket in tickets[head...] {
            if isChosen(ticket) { chosen.append(ticket) } else { others.append(ticket) }
        }
        tickets = others
        head = 0
        return chosen
    }

    /// The earliest deadline of those that wait.
    var earliestDeadline: ContinuousClock.Instant? {
        tickets[head...].lazy.map(\.deadline).min()
    }

    private mutating func compact() {
        guard head == tickets.count || head >= 512 && head * 2 > tickets.count else { return }
        tickets.removeFirst(head)
        head = 0
    }
}
