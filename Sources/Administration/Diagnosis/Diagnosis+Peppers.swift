public import Directory
internal import Postgres

extension Diagnosis {
    /// The peppers: whether they are those that the database knows, and whether the programs that run have them.
    public func peppers(_ peppers: Peppers) async -> Finding {
        await look(Self.check) {
            let (known, holders) = try await database.pipeline(KnownPeppers.find(), PepperHolder.all())
            switch known.fit(peppers) {
            case .fits: return Self.finding(known, peppers, holders)
            case .wrong:
                return .faulty(
                    Self.check, "another one than the database knows: nobody would be let in with it",
                    advice:
                        "Set pepper-file to the file that all programs had before. 'muster pepper replace --help' says "
                        + "what to do where that is lost.")
            case .lacksCurrent:
                return .faulty(
                    Self.check, "only the one before the current one, \(known.currentID ?? "")",
                    advice: "Set pepper-file or second-pepper-file to the one that the platform has moved on to, too.")
            case .lacksPrevious:
                return .faulty(
                    Self.check, "only the current one, and not the one before it, \(known.previousID ?? "")",
                    advice:
                        "Set second-pepper-file to the one before, until 'muster pepper retire' says that it is not "
                        + "needed any more.")
            }
        }
    }

    private static let check = "pepper-check"

    private static func finding(_ known: KnownPeppers, _ peppers: Peppers, _ holders: [PepperHolder]) -> Finding {
        guard known.currentID != nil else {
            return .healthy(check, "the database knows none yet: the first program's will be the right one")
        }
        guard let other = peppers.all.first(where: { $0.id != known.currentID })?.id else {
            return .healthy(check, "the one under which secrets were digested")
        }
        guard other != known.previousID else {
            return .healthy(check, "both under which secrets were digested; 'muster pepper status' says how far it is")
        }
        let lacking = holders.count { !$0.peppers.contains(other) }
        let holding = "\(holders.count - lacking) of the \(holders.count) programs that run have the second one, too"
        return .healthy(check, "the one under which secrets were digested; \(holding)")
    }
}
