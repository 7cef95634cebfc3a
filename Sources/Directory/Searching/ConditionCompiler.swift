// text of this file: the names that are compared are those of our own schemas.
internal import Postgres
internal import SCIM

/// Turns a condition into SQL that finds exactly what ``SCIM/Condition/matches(_:)`` finds in memory.
///
/// SQL knows a third truth value and a condition does not: a comparison with NULL is not true, and `IS NOT TRUE` makes
/// its negation true.
struct ConditionCompiler {
    /// The column of keys; only people have attributes without a place of their own.
    private static let keys = "u.keys"

    private let rows: any SearchableType
    private var binder = Binder()

    private init(_ rows: any SearchableType) {
        self.rows = rows
    }

    /// The predicate for a condition.
    static func predicate(for condition: Condition, over rows: any SearchableType) -> Predicate {
        var compiler = ConditionCompiler(rows)
        let sql = compiler.compile(condition)
        let isUnique = compiler.isUnique(condition)
        return Predicate(
            unsafeSQL: sql, values: compiler.binder.values, shape: condition.shape, isUnique: isUnique,
            isSelective: isUnique || compiler.isSelective(condition))
    }

    /// Whether an index finds what meets one of the conditions that all have to hold.
    private func isSelective(_ condition: Condition) -> Bool {
        condition.conjuncts.contains { conjunct in
            switch conjunct {
            case .comparison(let reference, .equal, _) where reference.path == "externalId": return true
            case .comparison(let reference, let comparison, _) where [.equal, .startsWith].contains(comparison):
                switch rows.expression(for: reference) {
                case .indexedText?: return true
                case .identifier?: return comparison == .equal
                default: return false
                }
            case .anyElement(let list, let element):
                return element.conjuncts.contains { part in
                    var unused = Binder()
                    return rows.indexed(list.attribute, part, &unused) != nil
                }
            default: return false
            }
        }
    }

    /// Whether there can be one such row at the most.
    private func isUnique(_ condition: Condition) -> Bool {
        condition.conjuncts.contains { conjunct in
            guard case .comparison(let reference, .equal, _) = conjunct else { return false }
            return rows.isUnique(reference)
        }
    }

    private mutating func compile(_ condition: Condition) -> String {
        switch condition {
        case .and(let all): return join(all, " AND ")
        case .or(let any): return join(any, " OR ")
        case .not(let negated): return "(\(compile(negated))) IS NOT TRUE"
        case .present(let reference): return present(reference)
        case .comparison(let reference, .equal, .text(_, let exact)) where reference.path == "externalId":
            return rows.externalID(equals: exact, &binder)
        case .comparison(let reference, let comparison, let literal):
            guard let expression = rows.expression(for: reference) else { return "false" }
            return compare(expression, comparison, literal, isCaseExact: reference.isCaseExact)
        case .anyElement(let list, let element): return anyElement(of: list, element)
        }
    }

    private mutating func join(_ conditions: [Condition], _ word: String) -> String {
        "(" + conditions.map { compile($0) }.joined(separator: word) + ")"
    }

    private mutating func present(_ reference: AttributeReference) -> String {
        if reference.attribute.isMultiValued {
            guard let list = rows.rows(of: reference.attribute) else {
                return "\(reference.keysPath(of: Self.keys)) IS NOT NULL"
            }
            return "EXISTS (SELECT FROM \(list.source))"
        }
        if let expression = rows.expression(for: reference) { return "\(expression.sql) IS NOT NULL" }
        return "\(reference.keysPath(of: Self.keys)) IS NOT NULL"
    }
}

// MARK: - Lists

extension ConditionCompiler {
    private mutating func anyElement(of list: AttributeReference, _ condition: Condition) -> String {
        let indexed = condition.conjuncts.lazy.compactMap { [self] conjunct -> (Condition, String, Binder)? in
            var binder = self.binder
            return rows.indexed(list.attribute, conjunct, &binder).map { (conjunct, $0, binder) }
        }.first
        guard let (conjunct, sql, binder) = indexed else { return exactAnyElement(of: list, condition) }
        self.binder = binder
        guard conjunct != condition else { return sql }
        return "(\(sql) AND \(exactAnyElement(of: list, condition)))"
    }

    private mutating func exactAnyElement(of list: AttributeReference, _ condition: Condition) -> String {
        guard let source = rows.rows(of: list.attribute) else {
            let elements = "jsonb_array_elements(\(list.whole.keysPath(of: Self.keys))) AS e"
            return "EXISTS (SELECT FROM \(elements) WHERE \(element(condition) { Self.keysPart($0) }))"
        }
        let part = { (reference: AttributeReference) in source.parts[reference.elementKey] }
        // A list in rows may have conditions of its own behind its FROM.
        let joint = source.source.contains(" WHERE ") ? "AND" : "WHERE"
        return "EXISTS (SELECT FROM \(source.source) \(joint) (\(element(condition, part))))"
    }

    private static func keysPart(_ reference: AttributeReference) -> SQLExpression? {
        SQLExpression(keysText: "e ->> '\(reference.elementKey.quoted)'", kind: reference.kind)
    }

    /// A condition on the parts of one element.
    private mutating func element(
        _ condition: Condition, _ part: (AttributeReference) -> SQLExpression?
    ) -> String {
        switch condition {
        case .and(let all): return "(" + all.map { element($0, part) }.joined(separator: " AND ") + ")"
        case .or(let any): return "(" + any.map { element($0, part) }.joined(separator: " OR ") + ")"
        case .not(let negated): return "(\(element(negated, part))) IS NOT TRUE"
        case .present(let reference): return part(reference).map { "\($0.sql) IS NOT NULL" } ?? "false"
        case .comparison(let reference, let comparison, let literal):
            guard let expression = part(reference) else { return "false" }
            return compare(expression, comparison, literal, isCaseExact: reference.isCaseExact)
        case .anyElement: return "false"
        }
    }
}

// MARK: - Comparisons

extension ConditionCompiler {
    private mutating func compare(
        _ expression: SQLExpression, _ comparison: Condition.Operator, _ literal: Condition.Literal, isCaseExact: Bool
    ) -> String {
        switch (expression, literal) {
        case (.text(let sql), .text):
            return compareText(sql, comparison, literal.text(isCaseExact: isCaseExact) ?? "")
        case (.identifier(let sql), .text(_, let exact)):
            return compareIdentifier(sql, comparison, exact)
        case (.indexedText(let sql), .text):
            let text = literal.text(isCaseExact: isCaseExact) ?? ""
            guard comparison == .startsWith else { return compareText(sql, comparison, text) }
            return prefix(sql, text)
        case (.boolean(let sql), .boolean(let value)):
            return "\(sql) = \(binder.bind(.bool(value), as: "boolean"))"
        case (.number(let sql), .integer(let value)):
            return "\(sql) \(comparison.sql) \(binder.bind(.integer(value), as: "numeric"))"
        case (.number(let sql), .decimal(let value)):
            return "\(sql) \(comparison.sql) \(binder.bind(.text("\(value)"), as: "numeric"))"
        case (.microseconds(let sql), .instant(let instant)):
            return "\(sql) \(comparison.sql) \(binder.bind(.integer(instant.microseconds), as: "bigint"))"
        case (.instant(let sql), .instant(let instant)):
            let microseconds = binder.bind(.integer(instant.microseconds), as: "bigint")
            return "\(sql) \(comparison.sql) timestamptz 'epoch' + \(microseconds) * interval '1 microsecond'"
        default:
            return "false"
        }
    }

    private mutating func compareText(_ sql: String, _ comparison: Condition.Operator, _ text: String) -> String {
        let bound = binder.bind(.text(text))
        switch comparison {
        case .contains: return "strpos(\(sql), \(bound)) > 0"
        case .startsWith: return "starts_with(\(sql), \(bound))"
        case .endsWith: return "right(\(sql), length(\(bound))) = \(bound)"
        case .equal: return "\(sql) = \(bound)"
        case .greater, .greaterOrEqual, .less, .lessOrEqual:
            return "\(sql) COLLATE \"C\" \(comparison.sql) \(bound)"
        }
    }

    private mutating func compareIdentifier(
        _ sql: String, _ comparison: Condition.Operator, _ text: String
    ) -> String {
        guard comparison == .equal else { return compareText("\(sql)::text", comparison, text) }
        return text.asIdentifier.map { "\(sql) = \(binder.bind($0, as: "uuid"))" } ?? "false"
    }

    /// A prefix as a range: `LIKE` is not leakproof and would read the whole tenant.
    private mutating func prefix(_ sql: String, _ text: String) -> String {
        let lower = "\(sql) >= \(binder.bind(.text(text)))"
        guard let end = text.endOfPrefixRange else { return lower }
        return "(\(lower) AND \(sql) < \(binder.bind(.text(end))))"
    }
}
