/// What a command takes, and what it does.
struct Action: Sendable {
    /// What stands behind the command without a name, in order.
    let positionals: [any AnyParameter]
    /// What is given as `--name value`.
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
        self.positionals = positionals
        self.options = options
        self.switches = switches
        self.run = run
    }

    /// Everything that takes a value.
    var parameters: [any AnyParameter] { positionals + options }
}
