public import FoundationEssentials
public import Postgres

// What a worker does about people who have left, of any tenant.

extension Offboardings {
    /// What one round of a worker came to.
    public struct Round: Sendable, Hashable {
        /// How many people's effects were carried out, or undone.
        public let carriedOut: Int64
        /// How many people's effects went to the queue of jobs, since one of them failed.
        public let handedOver: Int64
        /// Of how many tenants something failed that could not be handed over either.
        public let failedTenants: Int64
        /// How many webhooks were put in line.
        public let deliveries: Int64
        /// The tenant that it ended with, behind which the next round begins.
        public let lastTenant: UUID
    }

    /// Carries out effects, in one transaction with the proof.
    ///
    /// - Parameters:
    ///   - tenant: where the last round ended.
    ///   - limit: at about so many people.
    public static func carryOut(behind tenant: UUID, limit: Int) -> Query<Round> {
        .one(
            SQL(
                "offboardings.carry_out",
                "SELECT carried_out, handed_over, failed, deliveries, last_tenant FROM muster.run_offboardings($1, $2)"),
            [.uuid(tenant), .integer(limit)]
        ) {
            Round(
                carriedOut: try $0.decode(0), handedOver: try $0.decode(1), failedTenants: try $0.decode(2),
                deliveries: try $0.decode(3), lastTenant: try $0.decode(4))
        }
    }

    /// For how many seconds the effects have been due that have waited longest.
    public static func oldestDueSeconds() -> Query<Double> {
        .one(SQL("offboardings.oldest_due", "SELECT muster.oldest_leaving_seconds()"), []) { try $0.decode(0) }
    }

    /// Puts people of all tenants in line whose tenant wants them anonymised by now.
    ///
    /// - Parameter limit: at most so many.
    /// - Returns: how many.
    public static func enqueueAnonymisations(limit: Int) -> Query<Int64> {
        .one(
            SQL("offboardings.enqueue_anonymisations", "SELECT muster.enqueue_anonymisations($1)"),
            [.integer(limit)]
        ) { try $0.decode(0) }
    }
}
