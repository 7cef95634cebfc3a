/// The statements of the queue, for composing in pipelines and transactions.
///
/// All of them are about the bound tenant, unless they say otherwise.
public enum Jobs {
    /// The channel on which ``JobHint`` tells workers that there is something to do.
    public static let channel = "muster_jobs"
}
