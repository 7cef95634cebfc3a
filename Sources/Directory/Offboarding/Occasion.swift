public import FoundationEssentials

/// The one time that somebody left or came back, for which an effect is carried out, and the job that does it.
public struct Occasion: Sendable, Hashable {
    /// Who.
    public let user: UUID
    /// Which time: a person's generation is raised whenever they leave or come back.
    public let generation: Int64
    /// The job that carries the effect out.
    public let job: Int64
    /// Which attempt of the job this is, counted from 1.
    public let attempt: Int

    /// An occasion, and the job's place in it.
    public init(user: UUID, generation: Int64, job: Int64, attempt: Int) {
        self.user = user
        self.generation = generation
        self.job = job
        self.attempt = attempt
    }
}
