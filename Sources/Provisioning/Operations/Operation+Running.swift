internal import Directory
internal import FoundationEssentials
internal import Postgres
internal import SCIM

extension Operation {
    /// Does what is wanted on behalf of a caller, in one transaction that begins by authenticating.
    ///
    /// - Throws: a SCIM error, and what the database fails with.
    func run(for caller: Caller) async throws -> Outcome {
        type == .group
            ? try await GroupOperations(self, caller).run() : try await UserOperations(self, caller).run()
    }

    /// The identifier of the resource that is meant.
    ///
    /// - Throws: a 404 for what is none that this service gave out.
    func identifier() throws(SCIMError) -> UUID {
        guard let id = id.flatMap(UUID.init(text:)) else { throw .notFound(type) }
        return id
    }

    /// Shows what was read: in full, or not again where the client has this version already.
    ///
    /// - Throws: a 412 where the client wants another version.
    func showing(_ version: EntityTag, _ show: () async throws -> Outcome) async throws -> Outcome {
        switch preconditions.decision(current: version, isRead: true) {
        case .proceed: try await show()
        case .notModified: .notModified(version)
        case .failed: throw SCIMError.preconditionFailed
        }
    }

    /// Lets a change go on.
    ///
    /// - Throws: a 412 where the client knows another version.
    func checkPreconditions(changing version: EntityTag) throws(SCIMError) {
        guard preconditions.decision(current: version, isRead: false) == .proceed else { throw .preconditionFailed }
    }
}
