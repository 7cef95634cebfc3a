internal import Observability

/// What came of a request, as far as the access log may know.
struct Outcome {
    /// Named even when the request never became readable.
    let requestID = RequestID.next()
    private(set) var status: Status?
    private(set) var route: String?
    private(set) var bytes = 0
    private(set) var logMetadata: Logger.Metadata = [:]

    /// Adds what the log says besides.
    mutating func add(_ metadata: Logger.Metadata) {
        logMetadata.merge(metadata)
    }

    /// Remembers what is being sent.
    mutating func note(_ response: Response) {
        status = response.status
        route = response.route
        bytes = response.body.count
        logMetadata = response.logMetadata
    }
}
