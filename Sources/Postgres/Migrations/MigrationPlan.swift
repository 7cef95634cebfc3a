/// What is to be applied, once it is certain that files and database fit together.
struct MigrationPlan {
    /// Steps, each in a transaction of its own.
    let steps: [Migration]
    /// Functions, all in one transaction after the steps.
    let functions: [Migration]
    /// The names of functions' files that are there no more.
    let vanished: [String]

    /// Decides, without touching anything.
    ///
    /// - Throws: ``DatabaseError/Code/migration``, saying what is wrong and what to do about it.
    init(_ migrations: [Migration], _ statuses: [MigrationStatus]) throws(DatabaseError) {
        let numbered = migrations.filter { $0.number != nil }
        try Self.checkNumbers(numbered.compactMap(\.number))
        var firstPending: MigrationStatus?
        for status in statuses {
            guard let number = status.number else { continue }
            switch status.state {
            case .pending: firstPending = firstPending ?? status
            case .applied:
                guard let firstPending, let number = firstPending.number else { continue }
                throw Self.problem(
                    number, firstPending, "was left out though later ones are applied; give it the next free number")
            case .changed:
                throw Self.problem(
                    number, status,
                    "was changed after it had been applied; restore the file and put the change into a new one")
            case .unknown:
                throw Self.problem(
                    number, status, "is applied but there is no such file; this program is older than the database")
            }
        }
        let numbers = Set(statuses.lazy.filter { $0.state == .pending }.compactMap(\.number))
        steps = numbered.filter { $0.number.map(numbers.contains) == true }
        let names = Set(
            statuses.lazy.filter { $0.number == nil && [.pending, .changed].contains($0.state) }.map(\.name))
        functions = migrations.filter { $0.number == nil && names.contains($0.name) }
        vanished = statuses.filter { $0.number == nil && $0.state == .unknown }.map(\.name)
    }

    private static func checkNumbers(_ numbers: [Int]) throws(DatabaseError) {
        for (index, number) in numbers.enumerated() where number != index + 1 {
            let isDouble = index > 0 && number == numbers[index - 1]
            let fault = isDouble ? "two files have number \(number)" : "number \(index + 1) is missing"
            throw DatabaseError(.migration, message: "\(fault); migrations are numbered from 1 without a gap")
        }
    }

    private static func problem(_ number: Int, _ status: MigrationStatus, _ text: String) -> DatabaseError {
        DatabaseError(.migration, message: "migration \(number) (\(status.name)) \(text)")
    }
}
