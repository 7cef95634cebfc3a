import Administration
import Directory
import FoundationEssentials
import Postgres
import TestHarness
import Testing

extension RunningPlatform {
    /// Staff of the operator, as the command line lends them.
    var administrator: Administrator {
        Administrator(
            database: staff, peppers: Self.peppers, address: PublicAddress(scheme: "https", port: nil),
            baseDomain: nil, actor: Actor(kind: .staff, id: "test"))
    }

    /// Has the effects of everybody held who leaves a tenant from now on.
    func holdEverybody(of tenant: TestTenant) async throws {
        _ = try await administrator.changeSettings(
            of: .id(tenant.id), TenantSettingsChange(breakerPeople: 0, breakerPercent: 0))
    }

    /// What a worker does about all who have left, at once.
    func carryOutLeavings() async throws {
        try await database.connected(as: .worker) { worker in
            let nobody = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
            while try await worker.pipeline(Offboardings.carryOut(behind: nobody, limit: 500)).carriedOut > 0 {}
        }
    }

    /// The one hold that is open once a worker has looked.
    func openHold() async throws -> UUID {
        try await carryOutLeavings()
        let holds = try await administrator.unfinishedHolds(of: nil)
        try #require(holds.count == 1)
        return holds[0].hold.id
    }
}
