extension Command {
    /// The operator's command line.
    static let muster = Command(
        "muster", summary: "Runs the platform: its database, its tenants and what hangs on them",
        discussion: """
            Answers go to standard output, everything else to standard error. Times are in UTC. \
            'muster help COMMAND' explains a command as 'muster COMMAND --help' does.
            """,
        commands: [
            .migrate, .pepper, .tenant, .connection, .token, .user, .group, .member, .environment, .key, .session,
            .client,
            .offboarding, .webhook, .job, .workerGroup, .event, .doctor, .configuration,
        ])
}
