import FoundationEssentials

@testable import Directory

extension LockedUser {
    /// Somebody active who has never left.
    static func sample(_ id: UUID) -> LockedUser {
        guard let moment = Timestamp(iso: "2026-01-01 00:00:00+00") else { preconditionFailure("this is a time") }
        let user = User(
            id: id, status: .active, version: 1, createdAt: moment, updatedAt: moment, document: [], externalID: nil,
            grouping: nil)
        return LockedUser(
            user: user, role: .blank, isSetUp: true, isProvisioned: true, generation: 1, accessEpoch: moment,
            isAnonymised: false)
    }
}
