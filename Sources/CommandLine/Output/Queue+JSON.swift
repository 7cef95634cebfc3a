internal import Administration
internal import Configuration
internal import Directory
internal import FoundationEssentials
internal import JSON
internal import Jobs

// What programs are told of jobs. The names of the members are a promise to scripts.

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

extension NamedJob {
    var json: JSON.Object {
        var object = job.json
        object["instance"] = .integer(Int64(tenant.instance))
        object["client"] = .string(tenant.client)
        object["subjectName"] = .optional(subjectName)
        return object
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

extension TenantSettings {
    var json: JSON.Object {
        [
            "breakerPeople": .integer(Int64(breakerPeople)), "breakerPercent": .integer(Int64(breakerPercent)),
            "anonymiseAfterSeconds": anonymiseAfter.map { .integer($0.components.seconds) } ?? .null,
            "requestsPerSecond": requestLimit.json,
            "setUp": .string(setUp.rawValue),
        ]
    }

    /// The same for people, who do not count in seconds.
    var answer: Answer {
        var shown = json
        shown["anonymiseAfterSeconds"] = nil
        shown["anonymiseAfter"] = .optional(anonymiseAfter.map(SettingParser<Duration>.duration().write))
        return Answer(json: .object(json), text: Answer.one(shown).text)
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

extension JSON {
    /// The instant as timestamps of the database are told, or null.
    fileprivate static func instant(_ date: Date?) -> JSON {
        date.map { .string($0.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))) } ?? .null
    }

    /// Seconds to the millisecond.
    static func seconds(_ seconds: Double) -> JSON { .decimal((seconds * 1000).rounded() / 1000) }
}
