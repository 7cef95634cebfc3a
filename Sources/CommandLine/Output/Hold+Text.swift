internal import Administration
internal import Directory
internal import FoundationEssentials

// What people are told of a hold: what its numbers are, and what each way to resolve it will do.

extension TenantHold {
    /// A paragraph.
    var text: String {
        [heading, [breaker, standing, outlook].joined(separator: " ")].joined(separator: "\n")
    }

    private var heading: String { "Instance \(tenant.instance), hold \(hold.id.text), since \(hold.openedAt.text)" }

    private var breaker: String {
        """
        \(people(hold.people.all)) have left since \(hold.beganAt.text), of \(hold.base) who were there; more than \
        \(hold.limit.people) people and \(hold.limit.percent)% within an hour are too many.
        """
    }

    private var standing: String {
        let carriedOut = hold.people.carriedOut
        var text = "All have lost access. The effects of \(hold.people.waiting) wait"
        text += carriedOut == 0 ? "." : "; those of \(carriedOut) had been carried out before."
        return text
    }

    private var outlook: String {
        switch hold.resolution {
        case nil: "'approve' carries out the rest, 'undo' brings all of them back." + exceptions
        case "undone": "They are being brought back: \(hold.returned) are."
        default: "It was approved, and the worker carries out the rest."
        }
    }

    private var exceptions: String {
        var text = ""
        if hold.people.told > 0 {
            text +=
                " What cannot be taken back: webhooks have told of \(hold.people.told); 'undo' tells of their return."
        }
        if hold.people.anonymised > 0 {
            text += " \(people(hold.people.anonymised)) were anonymised and cannot be brought back."
        }
        return text
    }

    private func people(_ count: Int) -> String { count == 1 ? "1 person" : "\(count) people" }
}
