internal import Administration
internal import Configuration
internal import Directory
internal import FoundationEssentials
internal import JSON
internal import Jobs

// What programs are told of jobs and holds. The names of the members are a promise to scripts.

extension Job {
    var json: JSON.Object {
        [
            "id": .integer(id), "tenant": .string(tenant.text), "kind": .string(kind.rawValue),
            "lane": .string(lane.rawValue), "state": .string(state.rawValue), "subject": .optional(subject?.text),
            "generation": .integer(generation), "attempts": .integer(Int64(attempts)),
            "maximumAttempts": .integer(Int64(maximumAttempts)), "lastError": .optional(lastError),
            "hold": .optional(hold?.text), "worker": .optional(worker), "createdAt": .instant(createdAt),
            "runAt": .instant(runAt), "startedAt": .instant(startedAt), "finishedAt": .null,
        ]
    }
}

extension FinishedJob {
    fileprivate var json: JSON.Object {
        [
            "id": .integer(id), "kind": .string(kind.rawValue), "state": .string(outcome.rawValue),
            "subject": .optional(subject?.text), "generation": .integer(generation),
            "attempts": .integer(Int64(attempts)), "lastError": .optional(lastError),
            "createdAt": .instant(createdAt), "startedAt": .instant(startedAt), "finishedAt": .instant(finishedAt),
        ]
    }
}

extension FoundJob {
    var json: JSON.Object {
        switch self {
        case .open(let job): job.json
        case .finished(let job): job.json
        }
    }
}

extension Hold {
    var json: JSON.Object {
        [
            "id": .string(id.text), "openedAt": .string(openedAt.text), "people": .integer(Int64(people)),
            "base": .integer(Int64(base)), "heldPeople": .integer(Int64(heldPeople)),
            "resolution": .optional(resolution), "resolvedAt": .optional(resolvedAt?.text),
        ]
    }
}

extension TenantHold {
    var json: JSON.Object {
        var object: JSON.Object = [
            "id": .string(hold.id.text), "tenant": .string(tenant.id.text),
            "instance": .integer(Int64(tenant.instance)),
        ]
        for (name, value) in hold.json.members where !["id", "resolution", "resolvedAt"].contains(name) {
            object[name] = value
        }
        return object
    }
}

extension UndoneHold {
    var json: JSON.Object {
        [
            "id": .string(hold.id.text), "resolution": .optional(hold.resolution),
            "resolvedAt": .optional(hold.resolvedAt?.text), "returned": .integer(Int64(returned)),
            "notReturned": .array(notReturned.map { .string($0.text) }),
        ]
    }
}

extension TenantSettings {
    var json: JSON.Object {
        let parser = SettingParser<Duration>.duration()
        return [
            "breakerPeople": .integer(Int64(breakerPeople)), "breakerPercent": .integer(Int64(breakerPercent)),
            "anonymiseAfter": .optional(anonymiseAfter.map(parser.write)), "requestsPerSecond": requestLimit.json,
            "setUp": .string(setUp.rawValue),
        ]
    }
}

extension WebhookEndpoint {
    var json: JSON.Object {
        [
            "id": .string(id.text), "url": .string(url), "events": .array(subscriptions.map(JSON.string)),
            "createdAt": .string(createdAt.text), "disabledAt": .optional(disabledAt?.text),
            "disabledReason": .optional(disabledReason), "isSlow": .bool(isSlow),
            "failures": .integer(Int64(failures)), "failingSince": .optional(failingSince?.text),
            "lastError": .optional(lastError),
        ]
    }
}

extension WebhookDelivery {
    var json: JSON.Object {
        [
            "id": .integer(id), "webhook": .string(endpoint.text), "type": .string(type),
            "subject": .optional(subject?.text), "message": .string(message), "state": .string(state),
            "attempts": .integer(Int64(attempts)), "status": status.map { .integer(Int64($0)) } ?? .null,
            "lastError": .optional(lastError), "createdAt": .string(createdAt.text),
            "nextTryAt": .optional(nextTryAt?.text), "endedAt": .optional(endedAt?.text),
        ]
    }
}

extension QueueStatus {
    var json: JSON.Object {
        [
            "lanes": .array(
                lanes.map {
                    ["lane": .string($0.name.rawValue), "oldestDueSeconds": .seconds($0.oldestDueSeconds)]
                }),
            "dead": .integer(Int64(dead)), "held": .integer(Int64(held)),
            "workers": .array(
                workers.map {
                    [
                        "worker": .string($0.name), "running": .integer(Int64($0.jobs)),
                        "oldestSeconds": .seconds($0.oldestSeconds),
                    ]
                }),
        ]
    }

    /// The same for people.
    var text: String {
        let waiting = lanes.map {
            [$0.name.rawValue, $0.oldestDueSeconds == 0 ? "nothing due" : "\(rounded($0.oldestDueSeconds)) s"]
        }
        let parked = [["dead", "\(dead)"], ["held", "\(held)"]]
        let busy = workers.map { [$0.name, "\($0.jobs)", "\(rounded($0.oldestSeconds)) s"] }
        return [
            TextTable(rows: [["LANE", "LONGEST WAITING"]] + waiting).text,
            TextTable(rows: [["JOBS THAT WAIT FOR PEOPLE", ""]] + parked).text,
            busy.isEmpty
                ? "No worker runs anything at the moment."
                : TextTable(rows: [["WORKER", "RUNNING", "LONGEST"]] + busy).text,
        ].joined(separator: "\n\n")
    }

    private func rounded(_ seconds: Double) -> Double { (seconds * 10).rounded() / 10 }
}

extension JSON {
    /// The instant as timestamps of the database are told, or null.
    fileprivate static func instant(_ date: Date?) -> JSON {
        date.map { .string($0.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))) } ?? .null
    }

    /// Seconds to the millisecond.
    fileprivate static func seconds(_ seconds: Double) -> JSON { .decimal((seconds * 1000).rounded() / 1000) }
}
