/// Whom a filter on members chooses, known without looking at the members.
enum MemberSelection {
    case everybody
    case people([String])

    /// Reads `value eq "…"`, several of these joined by `or`, and `type eq "User"`, which is true of all members.
    ///
    /// - Throws: A 400 `invalidFilter` for anything else.
    init(_ filter: Condition) throws(SCIMError) {
        switch filter {
        case .comparison(let reference, .equal, .text(_, let exact)) where reference.target.standardPart == .value:
            self = .people([exact])
        case .comparison(let reference, .equal, .text(let key, _)) where reference.target.standardPart == .type:
            self = key == "user" ? .everybody : .people([])
        case .or(let filters):
            self = .people([])
            for filter in filters { self = union(try MemberSelection(filter)) }
        case .and(let filters):
            self = .everybody
            for filter in filters { self = intersection(try MemberSelection(filter)) }
        default:
            throw .badRequest(.invalidFilter, "Members are chosen by id: members[value eq \"…\"].")
        }
    }

    /// The change that removes them; nil if there are none.
    var removal: MembershipChange? {
        switch self {
        case .everybody: .removeAll
        case .people(let ids): ids.isEmpty ? nil : .remove(ids)
        }
    }

    /// The change that adds them, where the ids that were sent along must not be others.
    func addition(of ids: [String]) throws(SCIMError) -> MembershipChange? {
        guard case .people(let chosen) = self else { return ids.isEmpty ? nil : .add(ids) }
        guard ids.allSatisfy(chosen.contains) else { throw .mutability("members.value") }
        return chosen.isEmpty ? nil : .add(chosen)
    }

    private func union(_ other: MemberSelection) -> MemberSelection {
        guard case .people(let left) = self, case .people(let right) = other else { return .everybody }
        return .people(left + right.filter { !left.contains($0) })
    }

    private func intersection(_ other: MemberSelection) -> MemberSelection {
        switch (self, other) {
        case (.everybody, _): other
        case (_, .everybody): self
        case (.people(let left), .people(let right)): .people(left.filter(right.contains))
        }
    }
}
