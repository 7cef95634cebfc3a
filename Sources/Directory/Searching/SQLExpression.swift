internal import SCIM

/// Where the database keeps the value of an attribute, and in which type.
enum SQLExpression {
    /// Text in the form in which it is compared, that is normalised unless case matters; compared byte by byte.
    case text(String)
    /// Text in a column that an index serves: a prefix is looked up as a range.
    case indexedText(String)
    /// A uuid column; its text is in lower case.
    case identifier(String)
    /// A boolean.
    case boolean(String)
    /// A number.
    case number(String)
    /// A timestamptz.
    case instant(String)
    /// Microseconds since 1970.
    case microseconds(String)

    /// The SQL of the bare value.
    var sql: String {
        switch self {
        case .text(let sql), .indexedText(let sql), .identifier(let sql), .boolean(let sql), .number(let sql),
            .instant(let sql), .microseconds(let sql):
            sql
        }
    }
}

extension SQLExpression {
    /// A value inside of stored keys: `keys` is jsonb that ``SCIM/SearchKeys`` describe.
    ///
    /// - Parameters:
    ///   - text: SQL that takes the value out as text.
    ///   - kind: the type of the attribute.
    init(keysText text: String, kind: Attribute.Kind) {
        switch kind {
        case .boolean: self = .boolean("(\(text))::boolean")
        case .decimal, .integer: self = .number("(\(text))::numeric")
        case .dateTime: self = .microseconds("(\(text))::bigint")
        case .string, .reference, .binary, .complex: self = .text("(\(text))")
        }
    }
}
