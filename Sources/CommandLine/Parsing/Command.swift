/// One node of the command tree: a group of further commands, or something to do.
struct Command: Sendable {
    /// What a command is for.
    enum Body: Sendable {
        case group([Command])
        case action(Action)
    }

    /// The word by which it is called.
    let name: String
    /// One sentence on what it does, without the full stop.
    let summary: String
    /// More about it, in whole sentences.
    let discussion: String
    /// Command lines that work as they stand.
    let examples: [String]
    /// What it is for.
    let body: Body

    /// A group of commands.
    init(_ name: String, summary: String, discussion: String = "", commands: [Command]) {
        self.init(name, summary, discussion, examples: [], body: .group(commands))
    }

    /// Something to do.
    init(_ name: String, summary: String, discussion: String = "", examples: [String], _ action: Action) {
        self.init(name, summary, discussion, examples: examples, body: .action(action))
    }

    private init(_ name: String, _ summary: String, _ discussion: String, examples: [String], body: Body) {
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.examples = examples
        self.body = body
    }

    /// The commands of a group; none of an action.
    var commands: [Command] {
        if case .group(let commands) = body { commands } else { [] }
    }

    /// The action, where it is one.
    var action: Action? {
        if case .action(let action) = body { action } else { nil }
    }
}
