/// Why a complete request got no handler, or not its answer; the values are labels of a metric.
enum Refusal: String, CaseIterable {
    /// ``Surface/passage`` said so.
    case passage
    /// Too many requests of its origin wait.
    case origin
    /// Too many requests wait.
    case server
    /// The answer was large, and too much waited to be sent already.
    case answer
}
