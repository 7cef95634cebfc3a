extension DatabaseError {
    /// Whether the database could not serve just now, so that the same request may succeed later.
    ///
    /// The server is away, overloaded, read only or shutting down, a lock was not given, or time ran out.
    public var isTransient: Bool {
        switch code {
        case .unavailable, .connectionLost, .deadlineExceeded, .queueFull: true
        case .server(let state):
            state.breaksConnection || isRetryable || state.classCode == "53"
                || state == .queryCanceled || state == .lockNotAvailable
        case .cancelled, .decoding, .encoding, .unexpectedRowCount, .resultTooLarge, .migration: false
        }
    }

    /// The machine, not the server, is at its limit.
    static var noThread: DatabaseError { DatabaseError(.unavailable, message: "the system gives no more threads") }

    /// Whether the same work may simply be done again, since PostgreSQL rolled it back for the sake of others, or the
    /// statement has to be prepared anew.
    var isRetryable: Bool { isOutdated || sqlState?.isRetryable ?? false }

    /// Whether the connection that saw this must not be used again.
    var breaksConnection: Bool { sqlState?.breaksConnection ?? false }
}

extension DatabaseError: CustomStringConvertible, CustomDebugStringConvertible {
    /// A sentence without anything that is stored in the database.
    public var description: String {
        switch code {
        case .unavailable: "the database cannot be reached"
        case .connectionLost: "the connection to the database was lost"
        case .deadlineExceeded: "the database did not answer in time"
        case .cancelled: "the database operation was cancelled"
        case .queueFull: "too many operations wait for the database"
        case .server(let state): "the database refused with SQLSTATE \(state.rawValue)" + place
        case .decoding: "the database answered with an unexpected value"
        case .encoding: "a value cannot be stored in the database"
        case .unexpectedRowCount: "the database answered with an unexpected number of rows"
        case .resultTooLarge: "the database answered with more than is taken in at once"
        // Written by the migrator itself, of file names and numbers only.
        case .migration: message
        }
    }

    /// Everything that is known; may hold stored values, so it is for a developer's eyes only.
    public var debugDescription: String {
        let texts = [code == .migration ? "" : message, detail ?? ""].filter { !$0.isEmpty }
        return texts.isEmpty ? description : description + ": " + texts.joined(separator: "; ")
    }

    private var place: String {
        switch (constraint, table) {
        case (let constraint?, _): " (constraint \(constraint))"
        case (nil, let table?): " (table \(table))"
        case (nil, nil): ""
        }
    }
}
