internal import Observability
internal import Time

/// Writes one line for every request.
///
/// A line says what was asked for by the route's template: paths, queries, header values, bodies and addresses name
/// people.
struct AccessLog: Sendable {
    let logger: Logger

    /// Writes the line. A request that broke off has no status.
    func record(_ outcome: Outcome, of request: Request?, duration: Duration, isWhole: Bool) {
        guard isWhole || outcome.status != nil else {
            logger.info("request broke off", metadata(outcome, request, duration))
            return
        }
        logger.info("request answered", metadata(outcome, request, duration))
    }

    private func metadata(_ outcome: Outcome, _ request: Request?, _ duration: Duration) -> Logger.Metadata {
        var metadata: Logger.Metadata = ["request": .string(outcome.requestID)]
        if let request { metadata["method"] = .string(name(of: request.method)) }
        if let route = outcome.route { metadata["route"] = .string(route) }
        if let status = outcome.status { metadata["status"] = .integer(status.rawValue) }
        metadata["duration_ms"] = .double(Double(duration.inMicroseconds) / 1_000)
        metadata["bytes"] = .integer(outcome.bytes)
        if let id = request?.headers.first("X-Request-ID"), isHarmless(id) { metadata["client_request"] = .string(id) }
        metadata.merge(outcome.logMetadata)
        return metadata
    }

    /// The method is the client's text unless it is one of those that mean something here.
    private func name(of method: Method) -> String {
        let known: [Method] = [.get, .head, .post, .put, .patch, .delete, .options]
        return known.contains(method) ? method.rawValue : "other"
    }

    /// A UUID, a trace id or the like: hexadecimal digits and hyphens spell neither a name nor a token.
    private func isHarmless(_ id: String) -> Bool {
        (1...64).contains(id.utf8.count)
            && id.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
