internal import Administration
internal import Directory
internal import FoundationEssentials

// What people are shown of an offboarding: when what happened, and how long after the request.

extension OffboardingTimeline {
    /// The timeline, from the request to the last receipt.
    var text: String {
        [heading, moments, ending].joined(separator: "\n\n")
    }

    private var heading: String {
        var rows = [
            ["person", report.user.text], ["generation", "\(report.generation)"],
            ["asked for", report.isDeletion ? "deletion" : "deactivation"],
            ["request", report.requestID?.printable ?? "-"],
        ]
        if let hold = report.hold { rows.append(["hold", hold.text]) }
        return TextTable(rows: rows).text
    }

    private var moments: String {
        let told = events.map { ($0.occurredAt, "\($0.kind), by \($0.actorKind) \($0.actorID ?? "")") }
        let done = report.steps.compactMap { step in step.finishedAt.map { ($0, step.text) } }
        let dated = ([(report.deactivatedAt, "access ended")] + told + done).sorted { $0.0.isBefore($1.0) }
        let waiting = report.steps.filter { $0.finishedAt == nil }.map { ["-", "-", $0.text] }
        let rows = dated.map { moment, text in [moment.text, elapsed(until: moment), text] }
        return TextTable(rows: [["TIME", "AFTER", "WHAT"]] + rows + waiting).text
    }

    private var ending: String {
        if let undoneAt = report.undoneAt { return "Undone at \(undoneAt.text): everything is as it was." }
        guard let completedAt = report.completedAt else { return "Not complete yet." }
        return "Complete \(elapsed(until: completedAt)) after the request."
    }

    /// How long after the first thing that is known of the request.
    private func elapsed(until moment: Timestamp) -> String {
        let first = (events.map(\.occurredAt) + [report.deactivatedAt]).min { $0.isBefore($1) }
        guard let start = first?.date, let end = moment.date else { return "-" }
        return "\(Int(((end.timeIntervalSince1970 - start.timeIntervalSince1970) * 1000).rounded())) ms"
    }
}

extension OffboardingReport.Step {
    fileprivate var text: String {
        var parts = ["\(effect): \(state)"]
        if let count { parts.append("\(count) \(noun)\(count == 1 ? "" : "s")") }
        if attempts > 0 { parts.append(attempts == 1 ? "1 attempt" : "\(attempts) attempts") }
        if let lastError, finishedAt == nil { parts.append("last error: \(lastError.printable)") }
        return parts.joined(separator: ", ")
    }

    /// What is counted.
    private var noun: String {
        switch Effect(rawValue: effect) {
        case .revokeKeys: "key"
        case .endSessions: "session"
        case .softDeleteMembership: "membership"
        case .notify: "endpoint"
        case nil: ""
        }
    }
}

extension Timestamp {
    /// Their texts would not do: the digits of fractions are as many as it takes.
    fileprivate func isBefore(_ other: Timestamp) -> Bool {
        guard let date, let otherDate = other.date else { return text < other.text }
        return date < otherDate
    }

    /// The instant; nil where the text is none.
    fileprivate var date: Date? {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: text.utf8.contains(UInt8(ascii: ".")))
        return try? style.parse(text)
    }
}
