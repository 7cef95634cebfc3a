internal import Administration
internal import Configuration
internal import Directory
internal import Effects
internal import Jobs
internal import Platform
internal import Postgres

/// Goes through everything that the platform needs, from the settings to the policies of the database.
struct Doctor {
    let invocation: Invocation

    /// All findings, in the order in which faults are best mended.
    func findings() async -> [Finding] {
        var findings = settingFindings()
        guard isSet(PlatformSettings.databaseURL) else { return findings }
        var reachable: [DatabaseRole] = []
        for role in [DatabaseRole.admin, .app, .product, .worker, .owner] {
            let finding = await login(as: role, isNeeded: role == .admin)
            findings.append(finding)
            if finding.isHealthy, !finding.isSkipped { reachable.append(role) }
        }
        // Where nothing answers, one finding says so.
        guard let first = reachable.first else { return findings.filter { !$0.isSkipped } }
        findings += await catalogueFindings(as: first)
        for role in reachable { findings.append(await sessionFinding(as: role)) }
        findings.append(await migrationFinding(isReachable: reachable.contains(.owner), orAs: first))
        if reachable.contains(.admin) {
            findings += await examine("admissions", as: .admin) { [await $0.admissions(), await $0.feed()] }
            if let peppers = try? invocation.settings.peppers() {
                findings += await examine("pepper-check", as: .admin) { [await $0.peppers(peppers)] }
            }
            findings += await queueFindings()
        }
        for role in reachable where role != .owner { findings.append(await isolationFinding(as: role)) }
        return findings
    }
}

// MARK: - Settings

extension Doctor {
    private func settingFindings() -> [Finding] {
        [
            finding(of: PlatformSettings.databaseURL), finding(of: PlatformSettings.baseDomain),
            finding(of: PlatformSettings.pepper), addressFinding,
        ]
    }

    private func finding<Value>(of setting: Setting<Value>) -> Finding {
        do {
            let value = try invocation.settings.value(setting)
            return .healthy(setting.name, setting.isSecret ? "set" : setting.parser.write(value))
        } catch {
            return .faulty(setting.name, error.description, advice: setting.summary)
        }
    }

    private func isSet<Value>(_ setting: Setting<Value>) -> Bool {
        (try? invocation.settings.value(setting)) != nil
    }

    private var addressFinding: Finding {
        do throws(ConfigurationError) {
            let address = try invocation.settings.publicAddress()
            let port = address.port.map { ", port \($0)" } ?? ""
            return .healthy("public-address", address.scheme + port)
        } catch {
            return .faulty("public-address", error.description, advice: "Set public-scheme and public-port.")
        }
    }
}

// MARK: - Database

extension Doctor {
    private func login(as role: DatabaseRole, isNeeded: Bool) async -> Finding {
        let check = "login-\(role.rawValue)"
        do {
            let time = try await ContinuousClock().measure {
                _ = try await invocation.connected(as: role) { try await $0.pipeline(Diagnosis.ping) }
            }
            return .healthy(check, "the database answers in \(time.formattedMilliseconds)")
        } catch {
            let text = (error as? DatabaseError)?.debugDescription ?? Failure(error).message
            if isNeeded {
                return .faulty(
                    check, text,
                    advice: "Is PostgreSQL running, and database-url right? deploy/bootstrap.sql makes the roles; "
                        + "a password belongs into the file that PGPASSFILE names.")
            }
            return .notChecked(
                check, text,
                advice: "To check it here too, put the password of \(role.rawValue) into PGPASSFILE's file.")
        }
    }

    private func catalogueFindings(as role: DatabaseRole) async -> [Finding] {
        await examine("server-version", as: role) { diagnosis in
            await diagnosis.server()
                + [await diagnosis.roles(), await diagnosis.roleSettings(), await diagnosis.rowSecurity()]
        }
    }

    private func sessionFinding(as role: DatabaseRole) async -> Finding {
        let isRunning = role != .owner
        return await examine("session-\(role.rawValue)", as: role) {
            [await $0.session(as: role.rawValue, isRunning: isRunning)]
        }[0]
    }

    private func queueFindings() async -> [Finding] {
        await examine("queue", as: .admin) { await $0.queue(lanes: JobLane.all.map(\.rawValue)) }
    }

    private func isolationFinding(as role: DatabaseRole) async -> Finding {
        await examine("isolation-\(role.rawValue)", as: role) { [await $0.isolation(as: role.rawValue)] }[0]
    }

    private func examine(
        _ check: String, as role: DatabaseRole, _ body: (Diagnosis) async -> [Finding]
    ) async -> [Finding] {
        do {
            return try await invocation.connected(as: role) { await body(Diagnosis(of: $0)) }
        } catch {
            return [.faulty(check, Failure(error).message, advice: "Check database-url.")]
        }
    }

    /// Compares database and migrations as the owner; as another role, only how far the database is.
    private func migrationFinding(isReachable: Bool, orAs role: DatabaseRole) async -> Finding {
        let check = "migrations"
        guard isReachable else { return await examine(check, as: role) { [await $0.structure()] }[0] }
        do {
            let statuses = try await migrationStatuses()
            let others = statuses.filter { $0.state != .applied }
            guard let first = others.first else { return .healthy(check, "all \(statuses.count) are applied") }
            return .faulty(
                check, "\(others.count) do not fit, first \(first.fileName): \(first.state.rawValue)",
                advice: "Run 'muster migrate', which applies them or says what is wrong.")
        } catch {
            return .faulty(
                check, Failure(error).message,
                advice: "Unless it says what to do, set migrations to the folder of the migrations.")
        }
    }

    // Never inlined: as part of the function above it crashes the optimiser of Swift 6.3.
    @inline(never)
    private func migrationStatuses() async throws -> [MigrationStatus] {
        try await invocation.migrator().status()
    }
}

extension Duration {
    fileprivate var formattedMilliseconds: String {
        let (seconds, attoseconds) = components
        return "\(seconds * 1_000 + attoseconds / 1_000_000_000_000_000) ms"
    }
}
