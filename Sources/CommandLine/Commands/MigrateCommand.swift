internal import Configuration
internal import FoundationEssentials
internal import JSON
internal import Observability
internal import Platform
internal import Postgres
internal import Time

extension Command {
    /// Brings the database to the structure that this program needs.
    static let migrate = Command(
        "migrate", summary: "Brings the database up to date",
        discussion: """
            Applies the numbered migrations that the database does not have yet, each in a transaction of its own, and \
            then, in one transaction, all files of functions that are new or have changed, as the role muster_owner. It \
            may run twice and in many processes at once. Answers with what it has applied.
            """,
        examples: ["muster migrate", "muster migrate --status --json"],
        Action(switches: [statusOnly]) { invocation in
            let migrator = try invocation.migrator()
            if invocation.isOn(statusOnly) {
                return .list(
                    try await migrator.status().map(\.json), columns: ["number", "name", "state", "appliedAt"])
            }
            return try await apply(migrator, tellingTo: invocation.terminal)
        })

    private static let statusOnly = Switch("status", summary: "Only compare database and migrations; change nothing.")

    private static func apply(_ migrator: Migrator, tellingTo terminal: Terminal) async throws -> Answer {
        let applied = try await migrator.migrate { terminal.tell("applying \($0.fileName)") }
        let objects = applied.map { migration -> JSON.Object in
            ["number": JSON(number: migration.number), "name": .string(migration.name)]
        }
        let steps = applied.count(where: { $0.number != nil })
        let files = applied.count - steps
        let parts = [
            steps == 0 ? nil : "\(steps) migration\(steps == 1 ? "" : "s")",
            files == 0 ? nil : "\(files) file\(files == 1 ? "" : "s") of functions",
        ].compactMap(\.self)
        let text = parts.isEmpty ? "The database is up to date." : "Applied \(parts.joined(separator: " and "))."
        return Answer(json: .array(objects.map(JSON.object)), text: text)
    }
}

extension Invocation {
    /// A migrator for the configured folder and database.
    func migrator() throws -> Migrator {
        let directory = try MigrationsDirectory.find(given: try settings.valueIfSet(PlatformSettings.migrations))
        return try Migrator(
            directory: directory, url: try settings.database(as: .owner).by(.direct).url,
            role: DatabaseRole.owner.rawValue, logger: Self.quietLogger)
    }
}

extension MigrationStatus {
    fileprivate var json: JSON.Object {
        let time = appliedAt.map { date in
            let seconds = date.timeIntervalSince1970.rounded(.down)
            let nanoseconds = (date.timeIntervalSince1970 - seconds) * 1_000_000_000
            return JSON.string(
                RFC3339.string(from: UnixTime(seconds: Int64(seconds), nanoseconds: Int32(nanoseconds))))
        }
        return [
            "number": JSON(number: number), "name": .string(name), "state": .string(state.rawValue),
            "appliedAt": time ?? .null,
        ]
    }
}

extension JSON {
    /// The place of a step; functions have none.
    fileprivate init(number: Int?) { self = number.map { JSON.integer(Int64($0)) } ?? .null }
}
