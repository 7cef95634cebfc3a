internal import Postgres

extension Diagnosis {
    /// What sessions are like of whoever the database is reached as, by the way that programs take.
    ///
    /// - Parameters:
    ///   - role: who that is, for the text.
    ///   - isRunning: whether programs serve as it; the owner only migrates.
    public func session(as role: String, isRunning: Bool) async -> Finding {
        let check = "session-\(role)"
        return await look(check) {
            let settings = isRunning ? SessionSetting.ofRunningRoles : SessionSetting.ofEveryRole
            let faults = try await database.pipeline(SessionSetting.faults(settings))
            guard !faults.isEmpty else { return .healthy(check, "as programs need it, in \(settings.count) settings") }
            let detail = faults.map(\.description).joined(separator: "; ")
            let isWrong = faults.contains { $0.setting.purpose == .answers }
            return isWrong
                ? .faulty(check, detail, advice: Self.advice(faults))
                : .warning(
                    check, detail, advice: "Everything works, and takes long or for ever. " + Self.advice(faults))
        }
    }

    private static func advice(_ faults: [SessionFault]) -> String {
        guard !faults.contains(where: \.isFromClient) else {
            return
                "A program sends it: take it out of database-url and of its environment (PGOPTIONS, PGDATESTYLE, PGTZ)."
        }
        return "Run deploy/bootstrap.sql again, or as the role itself: " + faults.map(\.command).joined(separator: "; ")
    }
}
