@testable import SCIM

extension Condition {
    /// The condition as a filter that reads back as the same condition.
    ///
    /// It stands in the tests because it shows values: nothing that runs may print a filter.
    var text: String {
        switch self {
        case .and(let conditions): conditions.map(\.operand).joined(separator: " and ")
        case .or(let conditions): conditions.map(\.operand).joined(separator: " or ")
        case .not(let condition): "not (\(condition.text))"
        case .present(let reference): "\(reference.path) pr"
        case .comparison(let reference, let comparison, let literal):
            "\(reference.path) \(comparison.rawValue) \(literal.text)"
        case .anyElement(let reference, let condition): "\(reference.path)[\(condition.elementText)]"
        }
    }

    /// The same with the parts of an element named without their attribute.
    private var elementText: String {
        switch self {
        case .and(let conditions): conditions.map { "(\($0.elementText))" }.joined(separator: " and ")
        case .or(let conditions): conditions.map { "(\($0.elementText))" }.joined(separator: " or ")
        case .not(let condition): "not (\(condition.elementText))"
        case .present(let reference): "\(reference.target.name) pr"
        case .comparison(let reference, let comparison, let literal):
            "\(reference.target.name) \(comparison.rawValue) \(literal.text)"
        case .anyElement: text
        }
    }

    private var operand: String {
        switch self {
        case .and, .or: "(\(text))"
        default: text
        }
    }
}

extension Condition.Literal {
    fileprivate var text: String {
        switch self {
        case .text(_, let exact): "\"\(exact.escaped)\""
        case .boolean(let value): String(value)
        case .integer(let value): String(value)
        case .decimal(let value): String(value)
        case .instant(let value): "\"\(value)\""
        }
    }
}

extension String {
    fileprivate var escaped: String {
        unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case "\0"..<" ": "\\u\(String(scalar.value + 0x10000, radix: 16).dropFirst())"
            default: String(scalar)
            }
        }.joined()
    }
}
