extension JSON: Hashable {
    /// Whether both are the same value: texts byte by byte, objects whatever the order of their members.
    public static func == (left: JSON, right: JSON) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.decimal(let left), .decimal(let right)): left == right
        case (.string(let left), .string(let right)): ExactText.isSame(left, right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }

    /// Feeds the kind and the value.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0 as UInt8)
        case .bool(let value): combine(1, value, into: &hasher)
        case .integer(let value): combine(2, value, into: &hasher)
        case .decimal(let value): combine(3, value, into: &hasher)
        case .string(let value): combine(4, ExactText(value), into: &hasher)
        case .array(let value): combine(5, value, into: &hasher)
        case .object(let value): combine(6, value, into: &hasher)
        }
    }

    private func combine(_ kind: UInt8, _ value: some Hashable, into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(value)
    }
}
