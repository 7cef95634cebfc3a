internal import Directory
internal import JSON
internal import Postgres

extension Administrator {
    /// The peppers that the database knows or that are configured here, which programs have them, and how much is under
    /// each of what still counts.
    public func pepperStatus() async throws -> [PepperStatus] {
        let configured = try neededPeppers().all.map(\.id)
        let (known, holders, counts) = try await database.pipeline(
            KnownPeppers.find(), PepperHolder.all(), SecretCount.all())
        return PepperStatus.all(known, configured: configured, holders, counts)
    }

    /// Has the platform move on to the pepper that is configured beside the current one. What is known under that stays
    /// known: each secret is written anew when it is presented.
    ///
    /// - Throws: ``AdministrationError``: none is configured beside it, a program that runs does not have it, there is
    ///   still one before the current one, or it is retired.
    public func rotatePepper() async throws {
        let peppers = try neededPeppers()
        guard let next = peppers.other else { throw AdministrationError.noSecondPepper }
        let former = peppers.current.id
        try await database.transaction { transaction in
            let (_, rotation) = try await transaction.pipeline(
                Tenants.bind(Tenants.platform), KnownPeppers.rotate(to: next))
            if let refusal = AdministrationError(rotation) { throw refusal }
            try await transaction.finish(
                Events.insert(
                    .pepperRotated, subject: nil, by: actor,
                    data: ["pepper": .string(next.id), "previous": .string(former)]))
        }
        peppers.prefer(next)
    }

    /// Seals everything under the current pepper that is not yet, some at a time. It may be ended at any point and begun
    /// again, and does nothing where nothing is left to do.
    public func resealSecrets() async throws -> ResealedSecrets {
        let peppers = try neededPeppers()
        var result = ResealedSecrets()
        var page = try await database.pipeline(SealedSecrets.page(behind: nil))
        while let last = page.last {
            var statements: [Query<Void>] = []
            for secrets in page {
                do {
                    statements += try secrets.reseal(peppers)
                    result.webhooks += 1
                } catch {
                    result.unreadable.append(secrets.endpoint)
                }
            }
            _ = try await database.pipeline(statements)
            page = try await database.pipeline(SealedSecrets.page(behind: last))
        }
        return result
    }

    /// Ends the time of two peppers: what is still under the one before is not known any more.
    ///
    /// - Parameter forgetting: whether to do so although something is.
    /// - Returns: how much of what still counted was under it.
    /// - Throws: ``AdministrationError/Code/conflict`` where there is none before, something is still under it, or
    ///   the platform has moved on within the last 90 seconds.
    public func retirePepper(forgetting: Bool) async throws -> Int {
        _ = try neededPeppers()
        return try await database.transaction { transaction in
            let (_, known, counts) = try await transaction.pipeline(
                Tenants.bind(Tenants.platform), KnownPeppers.find(), SecretCount.all())
            guard let previous = known.previousID else { throw AdministrationError.noPreviousPepper }
            let remaining = counts.filter { $0.pepper == previous }
            guard forgetting || remaining.isEmpty else { throw AdministrationError.stillUnder(remaining) }
            let count = remaining.reduce(0) { $0 + $1.count }
            switch try await transaction.pipeline(KnownPeppers.retire()) {
            case .retired: break
            case .unknown: throw AdministrationError.noPreviousPepper
            case .fresh: throw AdministrationError.movedOnLately
            }
            try await transaction.finish(
                Events.insert(
                    .pepperRetired, subject: nil, by: actor,
                    data: ["pepper": .string(previous), "forgotten": .integer(Int64(count))]))
            return count
        }
    }
}

extension AdministrationError {
    fileprivate static let noSecondPepper = AdministrationError(
        .configuration,
        "There is no pepper to move on to: make one with 'muster pepper create', and set second-pepper-file everywhere."
    )

    fileprivate static let noPreviousPepper = AdministrationError(
        .conflict, "There is no pepper before the current one: nothing is left to retire.")

    fileprivate static let movedOnLately = AdministrationError(
        .conflict,
        "The platform has moved on so lately that a server may not have heard of it: wait "
            + "\(PepperHolder.maximumSilence.components.seconds) s.")

    fileprivate static func stillUnder(_ counts: [SecretCount]) -> AdministrationError {
        let list = counts.map { "\($0.count) of \($0.kind.rawValue)" }.joined(separator: ", ")
        return AdministrationError(
            .conflict,
            "Some is still under the pepper before: \(list). Secrets move on when they are presented, and those of "
                + "webhooks with 'muster pepper reseal'. --forget-remaining makes the rest unknown.")
    }

    fileprivate init?(_ rotation: PepperRotation) {
        switch rotation {
        case .rotated: return nil
        case .unknown:
            self.init(.conflict, "No server or worker has come yet: there is no pepper to move on from.")
        case .unchanged:
            self.init(.conflict, "The platform has moved on to that pepper already.")
        case .unfinished:
            self.init(
                .conflict,
                "There is still a pepper before the current one. 'muster pepper status' says what is under it, and "
                    + "'muster pepper retire' ends it.")
        case .retired:
            self.init(
                .conflict, "That pepper has been retired: make another one with 'muster pepper create'.")
        case .lacking:
            self.init(
                .conflict,
                "A server or worker that runs does not have the next pepper, and would let nobody in any more. Set "
                    + "second-pepper-file for all of them and start them anew; 'muster pepper status' counts them. One "
                    + "that was killed counts for \(PepperHolder.maximumSilence.components.seconds) s more.")
        }
    }
}
