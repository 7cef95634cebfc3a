public import Jobs

extension JobLane {
    /// Jobs that wait for servers of others; they have workers of their own, so that slow ones delay nothing else.
    public static let outgoing = JobLane(rawValue: "outgoing")

    /// Webhooks for endpoints that took long lately: they wait with their like, and delay nobody who answers at once.
    public static let outgoingSlow = JobLane(rawValue: "outgoing_slow")

    /// All lanes that jobs of the platform go in.
    public static let all = [standard, outgoing, outgoingSlow]
}
