extension String {
    /// The text without what a terminal would obey: whoever names a person could otherwise move the cursor, or hide
    /// the line above. Control characters, and those that turn the direction of writing, become `\u{…}`; tabs and
    /// line ends become spaces.
    var printable: String {
        guard unicodeScalars.contains(where: \.steersTerminal) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            if scalar == "\t" || scalar == "\n" {
                text += " "
            } else if scalar.steersTerminal {
                text += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
    }
}

extension Unicode.Scalar {
    fileprivate var steersTerminal: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
