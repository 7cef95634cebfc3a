// text of this file: codes and names of constraints are the database's and ours.
internal import Directory
internal import Postgres
internal import SCIM

extension DatabaseError {
    /// What a client is told about it; nil where it is a fault of ours.
    var scimError: SCIMError? {
        switch code {
        case .unavailable, .connectionLost, .deadlineExceeded, .queueFull, .cancelled: .unavailable
        case .resultTooLarge: .badRequest(.tooMany, "This reads more than one request may. Ask for less at once.")
        case .encoding: .badRequest(.invalidValue, "The character U+0000 cannot be stored. Leave it out.")
        default: sqlState.flatMap(scimError(for:))
        }
    }

    private func scimError(for state: SQLState) -> SCIMError? {
        switch state {
        case .invalidToken: .unauthorized
        case .unknownHostname: .unknownHostname
        case .tenantSuspended: .tenantSuspended
        case .connectionOff: .connectionOff
        case .checkViolation where constraint == "users_document_check": .personTooLarge
        case .uniqueViolation: .uniqueness(Self.attributes[constraint ?? ""] ?? "value")
        case .serializationFailure, .deadlockDetected, .queryCanceled, .lockNotAvailable, .readOnlyTransaction:
            .unavailable
        default:
            switch state.rawValue.prefix(2) {
            case "53", "57", "08": .unavailable
            case "22", "54": .badRequest(.invalidValue, "A value is not acceptable to the database.")
            default: nil
            }
        }
    }

    /// The attribute that a unique constraint keeps unique.
    private static let attributes = [
        "users_user_name_key": "userName", "groups_display_name_key": "displayName",
        "user_external_ids_external_id_key": "externalId", "group_external_ids_external_id_key": "externalId",
    ]
}
