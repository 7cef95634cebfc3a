public import Jobs

extension JobLane {
    /// Jobs that wait for servers of others; they have workers of their own, so that slow ones delay nothing else.
    public static let outgoing = JobLane(rawValue: "outgoing")
}
