internal import Directory
internal import Postgres
internal import SCIM

/// Who has what a change wants, by the constraint that keeps it unique, with the attribute that is meant.
// text: the names of constraints are our own.
typealias Holders = [String: (attribute: String, holder: Query<Holder?>)]

/// A change met a name that something else has.
struct Conflict: Error {
    /// What the database said.
    let violation: DatabaseError
    /// Who may have it.
    let holders: Holders
}

extension Caller {
    /// Runs a change, and where a name is taken, says what has it: one round trip more, and only then.
    ///
    /// - Throws: a 409 `uniqueness`, and what the change throws.
    func explainingConflicts<Output>(_ change: () async throws -> Output) async throws -> Output {
        do {
            return try await change()
        } catch let conflict as Conflict {
            guard let (attribute, query) = conflict.holders[conflict.violation.constraint ?? ""] else {
                throw conflict.violation
            }
            let (access, holder) = try await database.pipeline(authenticate, query)
            admit(access)
            // Whoever had it may be gone by now: then the next try succeeds.
            guard let holder else { throw conflict.violation }
            throw SCIMError.uniqueness(attribute, takenBy: holder.description)
        }
    }

    /// Runs the statements of a change, and notes with what they wanted when a name turns out to be taken.
    func noticingConflicts<Output>(
        _ holders: @autoclosure () -> Holders,
        _ statements: () async throws -> Output
    ) async throws -> Output {
        do {
            return try await statements()
        } catch let error as DatabaseError where error.sqlState == .uniqueViolation {
            throw Conflict(violation: error, holders: holders())
        }
    }
}

extension UserContent {
    /// Who may have what this content wants.
    var holders: Holders {
        [
            "users_user_name_key": ("userName", Holder.ofUserName(userNameKey)),
            "user_external_ids_external_id_key": ("externalId", Holder.ofUserExternalID(externalID ?? "")),
        ]
    }
}

extension GroupContent {
    /// What may have what this content wants.
    var holders: Holders {
        [
            "groups_display_name_key": ("displayName", Holder.ofDisplayName(displayNameKey)),
            "group_external_ids_external_id_key": ("externalId", Holder.ofGroupExternalID(externalID ?? "")),
        ]
    }
}

extension Holder {
    fileprivate var description: String {
        switch maker {
        case .thisConnection: "\(id.text), which this connection made"
        case .anotherConnection: "\(id.text), which another connection of this tenant made"
        case .hand: "\(id.text), which was made by hand"
        }
    }
}
