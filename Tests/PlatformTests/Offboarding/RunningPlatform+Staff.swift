import Administration
import Directory
import FoundationEssentials
import Postgres
import Testing

extension RunningPlatform {
    /// Staff of the operator, as the command line lends them.
    var administrator: Administrator {
        Administrator(
            database: staff, pepper: Pepper(Self.pepper), address: PublicAddress(scheme: "https", port: nil),
            baseDomain: nil, actor: Actor(kind: .staff, id: "test"))
    }

    /// Has the effects of everybody held who leaves a tenant from now on.
    func holdEverybody(of tenant: TestTenant) async throws {
        _ = try await administrator.changeSettings(
            of: .id(tenant.id), TenantSettingsChange(breakerPeople: 0, breakerPercent: 0))
    }

    /// The one hold that is open.
    func openHold() async throws -> UUID {
        let holds = try await administrator.openHolds(of: nil)
        try #require(holds.count == 1)
        return holds[0].hold.id
    }
}
