internal import HTTPServer
internal import SCIM

extension Exchange {
    /// Answers a read: in full, or with 304 where the client has this version already.
    ///
    /// - Throws: a 412 where the client wants another version.
    func answer(reading version: EntityTag, _ answer: () async throws -> Response) async throws -> Response {
        switch preconditions.decision(current: version, isRead: true) {
        case .proceed: return try await answer()
        case .notModified: return .notModified(version)
        case .failed: throw SCIMError.preconditionFailed
        }
    }

    /// Lets a change go on.
    ///
    /// - Throws: a 412 where the client knows another version.
    func checkPreconditions(changing version: EntityTag) throws(SCIMError) {
        guard preconditions.decision(current: version, isRead: false) == .proceed else { throw .preconditionFailed }
    }

    private var preconditions: Preconditions {
        Preconditions(ifMatch: request.headers.first("If-Match"), ifNoneMatch: request.headers.first("If-None-Match"))
    }
}
