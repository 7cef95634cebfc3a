public import Directory
internal import FoundationEssentials
internal import Postgres

extension Administrator {
    /// What was done each time that somebody left, the latest first. Deleted people are found by id only.
    ///
    /// - Parameters:
    ///   - generation: only this time; nil for the latest one.
    ///   - includingEarlier: whether all times are wanted.
    /// - Throws: ``AdministrationError/Code/notFound`` where there is no such person, or they have not left.
    public func offboardings(
        of user: UserReference, in reference: TenantReference, generation: Int64? = nil,
        includingEarlier: Bool = false
    ) async throws -> [OffboardingTimeline] {
        try await transaction(in: reference) { transaction in
            let person = try await standing(of: user, transaction).id
            let all = try await transaction.pipeline(OffboardingReport.headers(of: person))
            var chosen = all.filter { generation == nil || $0.generation == generation }
            if !includingEarlier { chosen = Array(chosen.prefix(1)) }
            guard !chosen.isEmpty else { throw AdministrationError.noOffboarding(known: all.map(\.generation)) }
            var timelines: [OffboardingTimeline] = []
            for report in chosen { timelines.append(try await timeline(of: report, transaction)) }
            return timelines
        }
    }

    private func timeline(
        of report: OffboardingReport, _ transaction: Transaction
    ) async throws -> OffboardingTimeline {
        var report = report
        let (steps, events) = try await transaction.pipeline(
            OffboardingReport.steps(of: report.user, generation: report.generation),
            Events.inRequest(report.requestID ?? "", subject: report.user))
        report.steps = steps
        return OffboardingTimeline(report: report, events: events)
    }
}

extension AdministrationError {
    fileprivate static func noOffboarding(known generations: [Int64]) -> AdministrationError {
        guard !generations.isEmpty else { return AdministrationError(.notFound, "The person has never left.") }
        let known = generations.map(String.init).joined(separator: ", ")
        return AdministrationError(.notFound, "The person has not left in that generation; there are \(known).")
    }
}
