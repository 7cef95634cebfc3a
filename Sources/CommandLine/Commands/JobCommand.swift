internal import Administration
internal import Configuration
internal import Directory
internal import Jobs

extension Command {
    /// Jobs of the queue.
    static let job = Command(
        "job", summary: "Shows the jobs of the queue, and deals with those that have failed for good",
        commands: [listJobs, showJob, retryJob, discardJob])

    private static let state = Parameter<JobState>(
        optional: "state", "STATE", summary: "Where the jobs stand; queued and running need --tenant.", .choice,
        default: .dead)

    private static let jobID = Parameter<Int>(
        required: "id", "ID", summary: "The number of the job, as 'muster job list' shows it.", .integer(1...Int.max))

    private static let listJobs = Command(
        "list", summary: "Lists the jobs in a state, of a tenant or of all",
        examples: ["muster job list --state dead", "muster job list --tenant 1042 --state queued --json"],
        Action(options: [Parameter<TenantReference>.onlyTenant, state, Parameter<Int>.limit]) { invocation in
            let (state, limit) = (try invocation.value(state), try invocation.value(.limit))
            let tenant = invocation.valueIfGiven(.onlyTenant)
            guard tenant != nil || state == .dead || state == .held else {
                throw invocation.refuse("--state \(state.rawValue) needs --tenant TENANT.")
            }
            return try await invocation.administer { administrator in
                let jobs =
                    if let tenant {
                        try await administrator.jobs(of: tenant, in: state, limit: limit)
                    } else {
                        try await administrator.parkedJobs(in: state, limit: limit)
                    }
                if jobs.count == limit { invocation.terminal.tell("There may be more: raise --limit.") }
                return .list(
                    try await administrator.named(jobs).map(\.json),
                    columns: [
                        "id", "instance", "client", "kind", "subjectName", "subject", "attempts", "runAt", "lastError",
                    ])
            }
        })

    private static let showJob = Command(
        "show", summary: "Shows a job, over or not", examples: ["muster job show 1042 4711"],
        Action(positionals: [jobID], options: [Parameter.tenant]) { invocation in
            try await invocation.administer { administrator in
                let found = try await administrator.job(
                    Int64(try invocation.value(jobID)), of: try invocation.value(.tenant))
                guard case .open(let job) = found else { return .one(found.json) }
                return .one(try await administrator.named([job]).first?.json ?? job.json)
            }
        })

    private static let retryJob = Command(
        "retry", summary: "Queues a dead job again, with all its attempts",
        examples: ["muster job retry --tenant 1042 4711"],
        Action(positionals: [jobID], options: [Parameter.tenant]) { invocation in
            try await invocation.administer { administrator in
                .one(
                    try await administrator.retryJob(
                        Int64(try invocation.value(jobID)), of: try invocation.value(.tenant)
                    ).json)
            }
        })

    private static let discardJob = Command(
        "discard", summary: "Throws a job away that is not running",
        discussion: "What it would have done will not be done: an offboarding stays without the receipt for ever.",
        examples: ["muster job discard --tenant 1042 4711"],
        Action(positionals: [jobID], options: [Parameter.tenant]) { invocation in
            try await invocation.administer { administrator in
                .one(
                    try await administrator.discardJob(
                        Int64(try invocation.value(jobID)), of: try invocation.value(.tenant)
                    ).json)
            }
        })
}
