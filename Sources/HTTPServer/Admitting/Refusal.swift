/// Why a request got no handler although it was complete; the values are labels of a metric.
enum Refusal: String, CaseIterable {
    /// ``ServerConfiguration/passage`` said so.
    case passage
    /// Too many requests of its origin wait.
    case origin
    /// Too many requests wait.
    case server
}
