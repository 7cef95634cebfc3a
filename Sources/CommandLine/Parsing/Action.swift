/// What a command takes, and what it does.
struct Action: Sendable {
    /// What may stand behind the command without a name, in order; each may be given as `--name value` instead.
    ///
    /// What a command is about (its tenant, its person) comes first, whether it was declared as an option or not.
    let positionals: [any AnyParameter]
    /// What is given as `--name value` only.
    let options: [any AnyParameter]
    /// What is given as `--name`, or not.
    let switches: [Switch]
    /// Does it.
    let run: @Sendable (Invocation) async throws -> Answer

    /// An action.
    init(
        positionals: [any AnyParameter] = [], options: [any AnyParameter] = [], switches: [Switch] = [],
        run: @escaping @Sendable (Invocation) async throws -> Answer
    ) {
        self.positionals = options.filter(\.isSubject) + positionals
        self.options = options.filter { !$0.isSubject }
        self.switches = switches
        self.run = run
    }

    /// Everything that takes a value.
    var parameters: [any AnyParameter] { positionals + options }
}
