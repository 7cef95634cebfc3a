internal import Administration
internal import JSON

extension Command {
    /// Whether everything is as it must be.
    static let doctor = Command(
        "doctor", summary: "Checks settings, database, roles, isolation and queue, and says what to do",
        discussion: """
            Changes nothing. Connects as muster_admin, and as muster_app, muster_product, muster_worker and \
            muster_owner where their passwords are at hand; what cannot be looked at from here is no failure. Exits \
            with 1 where something is wrong.
            """,
        examples: ["muster doctor", "muster doctor --json"],
        Action { invocation in
            let findings = await Doctor(invocation: invocation).findings()
            let objects = findings.map { JSON.object($0.json) }
            return Answer(
                json: .array(objects), text: text(findings), isSuccess: findings.allSatisfy(\.isHealthy))
        })

    private static func text(_ findings: [Finding]) -> String {
        let width = findings.map(\.check.count).max() ?? 0
        return findings.flatMap { finding in
            let name = finding.check + String(repeating: " ", count: width - finding.check.count)
            let line = "\(finding.mark)  \(name)  \(finding.detail.printable)"
            let margin = String(repeating: " ", count: width + 8)
            return [line] + (finding.advice.map { [margin + $0] } ?? [])
        }.joined(separator: "\n")
    }
}

extension Finding {
    fileprivate var mark: String {
        if isSkipped { return "-   " }
        guard isHealthy else { return "FAIL" }
        return advice == nil ? "ok  " : "warn"
    }

    fileprivate var json: JSON.Object {
        [
            "check": .string(check), "ok": .bool(isHealthy), "detail": .string(detail),
            "advice": advice.map(JSON.string) ?? .null,
        ]
    }
}
