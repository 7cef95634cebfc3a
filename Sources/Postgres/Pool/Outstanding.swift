/// A unit that has been sent, and what has come back of it so far.
struct Outstanding {
    /// What one command of the unit is for.
    enum Step {
        /// Parses a statement under a name.
        case prepare(name: String, text: String)
        /// Opens or ends a transaction; the answer is looked at, not handed out.
        case begin, commit
        /// One of the unit's own statements.
        case statement(isPrepared: Bool)
    }

    let unit: Unit
    let steps: [Step]
    var position = 0
    var rows: [Rows] = []
    var error: DatabaseError?
    /// What the results so far occupy, and what has arrived of those that are not complete.
    var resultBytes = 0
    var arrivedBytes = 0
    /// Whether something has arrived since the unit became the next to be answered.
    var isArriving = false
    /// Whether the current step has had its result, and only its end is awaited.
    var hasResult = false

    /// Whether nothing at all has come back.
    var isUntouched: Bool { position == 0 && !hasResult && error == nil }

    /// Gives up an answer that is larger than it may be.
    mutating func refuseResults() {
        error = error ?? DatabaseError(.resultTooLarge)
        rows = []
    }

    var answer: Unit.Answer {
        if let error { .failure(error) } else { .success(rows) }
    }
}
