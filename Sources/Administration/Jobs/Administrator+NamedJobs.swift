internal import Directory
internal import FoundationEssentials
public import Jobs
internal import Postgres

extension Administrator {
    /// Jobs of any tenants with the names of what they are about, in the same order.
    public func named(_ jobs: [Job]) async throws -> [NamedJob] {
        var names: [UUID: [UUID: String]] = [:]
        var tenants: [UUID: Tenant] = [:]
        for (id, own) in Dictionary(grouping: jobs, by: \.tenant) {
            let subjects = Set(own.compactMap(\.subject))
            names[id] = try await self.names(of: subjects, in: .id(id))
            tenants[id] = try await tenant(.id(id))
        }
        return jobs.compactMap { job in
            tenants[job.tenant].map {
                NamedJob(job: job, tenant: $0, subjectName: job.subject.flatMap { names[job.tenant]?[$0] })
            }
        }
    }
}
