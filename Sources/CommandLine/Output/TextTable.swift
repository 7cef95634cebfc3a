internal import JSON

/// Rows whose columns stand below one another.
struct TextTable {
    /// The cells; every row may have its own number of them.
    let rows: [[String]]
    /// What stands before every row.
    var indentation = ""

    /// The lines, without spaces at their ends.
    var text: String {
        let widths = widths
        return rows.map { row in
            let padded = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: max(0, width - cell.count))
            }
            let line = indentation + padded.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }

    private var widths: [Int] {
        var widths: [Int] = []
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.count)
            }
        }
        return widths
    }

    /// A value as one cell.
    static func cell(_ value: JSON) -> String {
        switch value {
        case .null: "-"
        case .string(let text): text.printable
        case .bool(let isTrue): isTrue ? "yes" : "no"
        case .integer, .decimal, .array, .object: String(decoding: value.serialized(), as: UTF8.self).printable
        }
    }

    /// The name of a member in words: `scimBaseURL` is `scim base url`.
    static func words(_ name: String) -> String {
        var words = ""
        var wasLower = false
        for character in name {
            if character.isUppercase, wasLower { words += " " }
            wasLower = character.isLowercase
            words += character.lowercased()
        }
        return words
    }
}
