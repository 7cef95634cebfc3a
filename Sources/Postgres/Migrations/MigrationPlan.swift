/// What is to be applied, once it is certain that files and database fit together.
struct MigrationPlan {
    let pending: [Migration]

    /// Decides, without touching anything.
    ///
    /// - Throws: ``DatabaseError/Code/migration``, saying what is wrong and what to do about it.
    init(_ migrations: [Migration], _ statuses: [MigrationStatus]) throws(DatabaseError) {
        try Self.checkNumbers(migrations)
        var firstPending: MigrationStatus?
        for status in statuses {
            switch status.state {
            case .pending: firstPending = firstPending ?? status
            case .applied:
                guard let firstPending else { continue }
                throw Self.problem(
                    firstPending, "was left out though later ones are applied; give it the next free number")
            case .changed:
                throw Self.problem(
                    status, "was changed after it had been applied; restore the file and put the change into a new one")
            case .unknown:
                throw Self.problem(
                    status, "is applied but there is no such file; this program is older than the database")
            }
        }
        let numbers = Set(statuses.lazy.filter { $0.state == .pending }.map(\.number))
        pending = migrations.filter { numbers.contains($0.number) }
    }

    private static func checkNumbers(_ migrations: [Migration]) throws(DatabaseError) {
        for (index, migration) in migrations.enumerated() where migration.number != index + 1 {
            let isDouble = index > 0 && migration.number == migrations[index - 1].number
            let fault = isDouble ? "two files have number \(migration.number)" : "number \(index + 1) is missing"
            throw DatabaseError(.migration, message: "\(fault); migrations are numbered from 1 without a gap")
        }
    }

    private static func problem(_ status: MigrationStatus, _ text: String) -> DatabaseError {
        DatabaseError(.migration, message: "migration \(status.number) (\(status.name)) \(text)")
    }
}
