internal import Administration
internal import Configuration
internal import Directory
internal import FoundationEssentials
internal import Platform

extension Command {
    /// Sign-in sessions of people.
    static let session = Command(
        "session", summary: "Opens, lists, checks and ends the sign-in sessions of people",
        commands: [
            openSession, listSessions, check("session", article: "a session", as: [.session]), endSession,
        ])

    private static let lifetime = Parameter<Duration>(
        optional: "expires-in", "DURATION", summary: "How long it lives: 1s to 90d, such as 30m, 12h or 7d.",
        .duration(.seconds(1)...Session.maximumLifetime), default: Session.defaultLifetime)

    private static let sessionID = Parameter<UUID>(
        required: "id", "ID", summary: "The id of the session, as 'muster session list' shows it.", .identifier)

    private static let openSession = Command(
        "open", summary: "Opens a session for somebody and shows its secret once",
        discussion: """
            Only a digest is kept, so the secret cannot be shown again. Refused for people who have left. Needs the \
            setting pepper-file, the same file as the server's.
            """,
        examples: ["muster session open --tenant 1042 --user anna@example.com --expires-in 1h"],
        Action(options: [Parameter.tenant, Parameter<UserReference>.user, lifetime]) { invocation in
            _ = try invocation.settings.value(PlatformSettings.pepper)
            return try await invocation.administer { administrator in
                let opened = try await administrator.openSession(
                    for: try invocation.value(.user), of: try invocation.value(.tenant),
                    lifetime: try invocation.value(lifetime))
                return .secret(opened.json, "session's secret")
            }
        })

    private static let listSessions = Command(
        "list", summary: "Lists the sessions of a tenant or of one person, without their secrets",
        examples: ["muster session list --tenant 1042 --user anna@example.com"],
        Action(options: [Parameter.tenant, Parameter<UserReference>.onlyUser]) { invocation in
            try await invocation.administer { administrator in
                .list(
                    try await administrator.sessions(
                        of: invocation.valueIfGiven(.onlyUser), in: try invocation.value(.tenant)
                    ).map(\.json),
                    columns: ["user", "openedAt", "expiresAt", "endedAt", "id"])
            }
        })

    private static let endSession = Command(
        "end", summary: "Ends a session",
        discussion: "It counts no more from now on. Ending an ended session changes nothing and is no error.",
        examples: ["muster session end --tenant 1042 0198c0de-0000-7000-8000-000000000001"],
        Action(positionals: [sessionID], options: [Parameter.tenant]) { invocation in
            try await invocation.administer { administrator in
                .one(
                    try await administrator.endSession(
                        try invocation.value(sessionID), of: try invocation.value(.tenant)
                    ).json)
            }
        })
}
