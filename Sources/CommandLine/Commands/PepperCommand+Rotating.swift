internal import Administration
internal import Configuration
internal import Directory
internal import JSON

extension Command {
    static let pepperStatus = Command(
        "status", summary: "Says which peppers there are, which programs have them, and how much is under each",
        discussion: """
            A pepper is named by eight digits that lead back to nothing. Counted is what could still be used: tokens, \
            keys, sessions and clients that are neither revoked nor expired, and the secrets of webhooks. Programs are \
            servers and workers that were heard of in the last minute and a half. Reads everything, so it takes some \
            seconds where there is much.
            """,
        examples: ["muster pepper status", "muster pepper status --json"],
        Action { invocation in
            try await invocation.administer { administrator in
                .list(
                    try await administrator.pepperStatus().map(\.json),
                    columns: ["pepper", "state", "programs", "lacking"] + SecretCount.Kind.allCases.map(\.column))
            }
        })

    static let rotatePepper = Command(
        "rotate",
        summary: "Has the platform digest and seal under the pepper that is configured beside the current one",
        discussion: """
            Everything stays known: what is presented under the one before is written anew under the next one. Nothing \
            is done unless all servers and workers that run have both. There is no way back but to rotate once more, to \
            a third one.
            """,
        examples: ["muster pepper rotate"],
        Action { invocation in
            try await invocation.administer { administrator in
                try await administrator.rotatePepper()
                return Answer(
                    json: ["rotated": true],
                    text: "The platform has moved on. Run 'muster pepper reseal' now, and keep both peppers everywhere "
                        + "until 'muster pepper retire' says that the one before is not needed.")
            }
        })

    static let resealSecrets = Command(
        "reseal", summary: "Seals the secrets of webhooks under the current pepper",
        discussion: """
            A hundred webhooks at a time; it may be ended at any point and begun again. Exits with 1 where some cannot \
            be opened, since they are under a pepper that is gone: give those new secrets with 'muster webhook rotate'.
            """,
        examples: ["muster pepper reseal"],
        Action { invocation in
            try await invocation.administer { administrator in
                let result = try await administrator.resealSecrets()
                let answer = Answer.one([
                    "webhooks": .integer(Int64(result.webhooks)),
                    "unreadable": .array(result.unreadable.map { .string($0.text) }),
                ])
                return Answer(json: answer.json, text: answer.text, isSuccess: result.unreadable.isEmpty)
            }
        })

    private static let forgetting = Switch(
        "forget-remaining", summary: "Says that what is still under it may become unknown.")

    static let retirePepper = Command(
        "retire", summary: "Has the platform know only the current pepper",
        discussion: """
            Nothing is done while something is under the one before that could still be used, unless that is meant to \
            become unknown. Then take the one before out of the settings of all programs; one that still has it does no \
            harm.
            """,
        examples: ["muster pepper retire"],
        Action(switches: [forgetting]) { invocation in
            try await invocation.administer { administrator in
                let forgotten = try await administrator.retirePepper(forgetting: invocation.isOn(forgetting))
                return .one(["retired": true, "forgotten": .integer(Int64(forgotten))])
            }
        })
}

extension PepperStatus {
    fileprivate var json: JSON.Object {
        var object: JSON.Object = [
            "pepper": id.map(JSON.string) ?? .null, "state": .string(state.rawValue),
            "programs": .integer(Int64(holders)), "lacking": .integer(Int64(lacking)),
        ]
        for kind in SecretCount.Kind.allCases {
            object.append(kind.column, .integer(Int64(counts[kind] ?? 0)))
        }
        return object
    }
}

extension SecretCount.Kind {
    /// What a list calls it.
    fileprivate var column: String {
        switch self {
        case .token: "tokens"
        case .key: "keys"
        case .session: "sessions"
        case .client: "clients"
        case .webhookSecret: "webhookSecrets"
        }
    }
}
