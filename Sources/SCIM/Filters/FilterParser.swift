/// A parser of the filter grammar (RFC 7644 figure 1) by recursive descent.
///
/// Each level of recursion is a level of brackets in the text, and those are limited, so the stack is safe both here
/// and when the tree is evaluated or released.
struct FilterParser {
    /// What names refer to: attributes of the resource, or parts of one element of a complex attribute.
    enum Scope {
        case resource(ResourceType)
        case element(AttributeReference)
    }

    var scanner: FilterScanner
    private var scope: Scope
    private var depth = 0
    private var terms = 0

    init(_ text: String, for type: ResourceType) {
        scanner = FilterScanner(text)
        scope = .resource(type)
    }

    /// Reads a filter and makes sure that nothing is left over.
    mutating func parseWhole() throws(SCIMError) -> Condition {
        let condition = try parseAlternatives()
        guard scanner.isAtEnd else { throw scanner.unexpected("\"and\", \"or\" or the end of the filter") }
        return condition
    }

    /// Reads a filter on the elements of a complex attribute, from the opening to the closing square bracket.
    mutating func parseElementFilter(of reference: AttributeReference) throws(SCIMError) -> Condition {
        let outer = scope
        scope = .element(reference)
        defer { scope = outer }
        return try parseGroup(closedBy: "]")
    }

    /// Conditions joined by `or`, which binds least.
    private mutating func parseAlternatives() throws(SCIMError) -> Condition {
        var conditions = [try parseConjunction()]
        while takeKeyword("or") { conditions.append(try parseConjunction()) }
        return conditions.count == 1 ? conditions[0] : .or(conditions)
    }

    private mutating func parseConjunction() throws(SCIMError) -> Condition {
        var conditions = [try parseFactor()]
        while takeKeyword("and") { conditions.append(try parseFactor()) }
        return conditions.count == 1 ? conditions[0] : .and(conditions)
    }

    private mutating func parseFactor() throws(SCIMError) -> Condition {
        scanner.skipSpace()
        if scanner.next == UInt8(ascii: "(") { return try parseGroup(closedBy: ")") }
        let start = scanner.offset
        let name = scanner.readName()
        guard !name.isEmpty else { throw scanner.unexpected("an attribute, \"not\" or \"(\"") }
        if name.foldedName == "not" { return try parseNegation() }
        let reference = try resolve(name, at: start)
        return scanner.next == UInt8(ascii: "[") ? try parseValuePath(reference) : try parseTerm(reference)
    }

    private mutating func parseNegation() throws(SCIMError) -> Condition {
        scanner.skipSpace()
        guard scanner.next == UInt8(ascii: "(") else { throw scanner.unexpected("\"(\" after \"not\"") }
        return .not(try parseGroup(closedBy: ")"))
    }

    /// Reads what stands in brackets; the opening one comes next.
    private mutating func parseGroup(closedBy closing: Unicode.Scalar) throws(SCIMError) -> Condition {
        guard depth < Limits.filterDepth else {
            throw .badRequest(.invalidFilter, "A filter may be nested at most \(Limits.filterDepth) levels deep.")
        }
        _ = scanner.take(closing == "]" ? "[" : "(")
        depth += 1
        let condition = try parseAlternatives()
        depth -= 1
        scanner.skipSpace()
        guard scanner.take(closing) else { throw scanner.unexpected("\"and\", \"or\" or \"\(closing)\"") }
        return condition
    }

    /// `emails[type eq "work"]`, or the same with a comparison of one part: `emails[type eq "work"].value co "x"`.
    private mutating func parseValuePath(_ reference: AttributeReference) throws(SCIMError) -> Condition {
        guard reference.subAttribute == nil, !reference.attribute.subAttributes.isEmpty else {
            throw scanner.unexpected("an operator; only a complex attribute may be followed by \"[\"")
        }
        let filter = try parseElementFilter(of: reference)
        guard scanner.take(".") else { return reference.anyElement(meets: filter) }
        let start = scanner.offset
        let name = scanner.readName()
        guard let part = reference.attribute.subAttribute(named: name) else {
            throw unknown("\(reference.path).\(name)", at: start)
        }
        let term = try parseComparison(of: reference.part(part))
        let condition = reference.anyElement(meets: .and([filter, term.condition]))
        return term.isNegated ? .not(condition) : condition
    }

    private mutating func parseTerm(_ reference: AttributeReference) throws(SCIMError) -> Condition {
        let term = try parseComparison(of: reference)
        var condition = term.condition
        if case .resource = scope, condition != .present(reference.whole) {
            condition = reference.whole.anyElement(meets: condition)
        }
        return term.isNegated ? .not(condition) : condition
    }

    /// Reads the operator and the value that follow an attribute.
    private mutating func parseComparison(of reference: AttributeReference) throws(SCIMError) -> FilterTerm {
        terms += 1
        guard terms <= Limits.filterTerms else {
            throw .badRequest(.invalidFilter, "A filter may have at most \(Limits.filterTerms) comparisons.")
        }
        scanner.skipSpace()
        let start = scanner.offset
        guard let word = FilterWord(rawValue: scanner.readName().foldedName) else {
            throw scanner.unexpected("one of the operators eq, ne, co, sw, ew, gt, ge, lt, le and pr", at: start)
        }
        if word == .present { return try .presence(of: reference) }
        scanner.skipSpace()
        return try .comparison(of: reference, word, with: try FilterValue(reading: &scanner))
    }

    private func resolve(_ name: String, at start: Int) throws(SCIMError) -> AttributeReference {
        let reference: AttributeReference? =
            switch scope {
            case .resource(let type): AttributeReference(parsing: name, for: type)
            case .element(let whole): whole.attribute.subAttribute(named: name).map(whole.part)
            }
        guard let reference else { throw unknown(name, at: start) }
        return reference
    }

    private func unknown(_ name: String, at start: Int) -> SCIMError {
        .badRequest(
            .invalidFilter,
            "There is no attribute \"\(name.prefix(100))\" (character \(scanner.position(of: start)))\(hint(name)). See /Schemas."
        )
    }

    private func hint(_ name: String) -> String {
        let known: [Attribute] =
            switch scope {
            case .resource(let type):
                type.schema.attributes + type.extensions.flatMap(\.attributes) + Schema.common.attributes
            case .element(let reference): reference.attribute.subAttributes
            }
        return Spelling.nearest(to: name, among: known.map(\.name)).map { "; did you mean \($0)?" } ?? ""
    }

    private mutating func takeKeyword(_ keyword: String) -> Bool {
        scanner.skipSpace()
        var ahead = scanner
        guard ahead.readName().foldedName == keyword else { return false }
        scanner = ahead
        return true
    }
}

extension AttributeReference {
    /// That an element meets the condition; a complex attribute with one value is its own only element.
    fileprivate func anyElement(meets condition: Condition) -> Condition {
        attribute.isMultiValued ? .anyElement(self, condition) : condition
    }
}
