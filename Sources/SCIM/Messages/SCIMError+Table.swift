extension SCIMError {
    /// The same attribute stands in one body twice; which of the two was meant cannot be known.
    public static func givenTwice(_ path: String) -> SCIMError {
        .badRequest(.invalidSyntax, "\(path) is given twice; attribute names do not depend on case. Send it once.")
    }

    /// More values than one request may carry.
    public static func tooManyElements(_ path: String) -> SCIMError {
        SCIMError(
            status: 413,
            detail: "\(path) may have \(Limits.membersPerRequest) values in one request. Send them in several requests."
        )
    }
}
