extension EventLoop: SerialExecutor, TaskExecutor {
    /// Runs a job on the loop's thread.
    public func enqueue(_ job: consuming ExecutorJob) {
        add(.job(UnownedJob(job)))
    }

    /// Stops the process where code that belongs to the loop runs elsewhere.
    public func checkIsolated() {
        precondition(isCurrent, "not on the event loop's thread")
    }

    /// Whether the caller runs on the loop's thread.
    public func isIsolatingCurrentContext() -> Bool? {
        isCurrent
    }
}
