internal import Configuration
internal import JSON
internal import Platform

extension Command {
    /// What is configured, and where.
    static let configuration = Command(
        "config", summary: "Shows every setting, its value and where that came from",
        discussion: "Secrets are shown as \(SettingReport.hidden).", examples: ["muster config"],
        Action { invocation in
            let reports = try invocation.settings.report(PlatformSettings.all)
            return .list(reports.map(\.json), columns: ["name", "value", "origin"])
        })
}

extension SettingReport {
    fileprivate var json: JSON.Object {
        [
            "name": .string(name), "value": value.map(JSON.string) ?? .null,
            "origin": origin.map { .string($0.description) } ?? .null, "summary": .string(summary),
        ]
    }
}
