internal import JSON

extension Attribute {
    /// A value of a simple type as this service keeps it.
    func canonicalScalar(of value: JSON, path: String) throws(SCIMError) -> JSON? {
        guard !isUnassigned(by: value) else { return nil }
        let scalar: JSON? =
            switch kind {
            case .string, .reference, .binary: canonicalText(of: value)
            case .dateTime: canonicalDateTime(of: value)
            case .boolean: canonicalBoolean(of: value)
            case .integer: canonicalInteger(of: value)
            case .decimal: canonicalDecimal(of: value)
            case .complex: nil
            }
        if case .decimal = value, scalar == nil, kind == .string {
            throw .badRequest(
                .invalidValue, "\(path) must be a string. Write this number in quotes, or its digits may change.")
        }
        guard let scalar else { throw wrongType(path) }
        try checkLength(of: scalar, path: path)
        return scalar
    }

    /// The error for a value of another type.
    func wrongType(_ path: String) -> SCIMError {
        .badRequest(.invalidValue, "\(path) must be \(expectation).")
    }

    private var expectation: String {
        switch kind {
        case .string, .reference, .binary: "a string"
        case .dateTime: "a date and time such as \"2011-05-13T04:42:34Z\""
        case .boolean: "true or false"
        case .integer: "a whole number"
        case .decimal: "a number"
        case .complex: isMultiValued ? "a list of objects" : "an object"
        }
    }

    private func canonicalText(of value: JSON) -> JSON? {
        switch value {
        case .string: value
        // The digits of a whole number are all there. Those of any other may not be: 123456789012345678.5 would come back
        // as 1.2345678901234568e+17.
        case .integer(let number): .string(String(number))
        default: nil
        }
    }

    private func canonicalDateTime(of value: JSON) -> JSON? {
        guard case .string(let text) = value, DateTime(parsing: text) != nil else { return nil }
        return value
    }

    private func canonicalBoolean(of value: JSON) -> JSON? {
        if case .bool = value { return value }
        guard case .string(let text) = value else { return nil }
        switch text.foldedName {
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: return nil
        }
    }

    private func canonicalInteger(of value: JSON) -> JSON? {
        switch value {
        case .integer: value
        case .decimal(let number): Int64(exactly: number).map(JSON.integer)
        case .string(let text): Int64(text).map(JSON.integer)
        default: nil
        }
    }

    private func canonicalDecimal(of value: JSON) -> JSON? {
        switch value {
        case .integer, .decimal: value
        case .string(let text): Double(text).flatMap { $0.isFinite ? .decimal($0) : nil }
        default: nil
        }
    }

    private func checkLength(of value: JSON, path: String) throws(SCIMError) {
        guard case .string(let text) = value, text.utf8.count > maximumBytes else { return }
        throw .badRequest(.invalidValue, "\(path) must not be longer than \(maximumBytes) bytes in UTF-8.")
    }
}
