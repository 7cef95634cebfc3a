/// Text that databases, patterns and Unicode treat in ways of their own.
enum RandomText {
    /// Few, so that values and filters meet often; each of them has confused some program.
    static let atoms = [
        "a", "A", "b", "ab", "%", "_", "\\", "'", "''", "\"", " ", "+", "&", "*", "?", ".", "(", ")", "[x]", "$1", "::",
        "é", "e\u{301}", "É", "E\u{301}", "ä", "a\u{308}", "k", "K", "\u{212A}", "i", "I", "ı", "İ", "i\u{307}", "ß",
        "SS", "ẞ", "σ", "ς", "Σ", "ａ", "Ａ", "１", "Å", "\u{212B}", "ﬁ", "fi", "한", "\u{1112}\u{1161}\u{11AB}", "中",
        "😀", "👩\u{200D}💻", "\u{D7FF}", "\u{E000}", "\u{10FFFF}", "\u{7F}", "\u{A0}", "\u{200B}", "\u{FEFF}", "\t", "\n",
    ]

    /// One to three atoms.
    static func make(_ random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 1...3, using: &random)).map { _ in random.pick(atoms) }.joined()
    }

    /// A text that has something to do with another one: itself, a part of it, or another writing of it.
    static func variation(of text: String, _ random: inout SeededGenerator) -> String {
        let scalars = Array(text.unicodeScalars)
        func joined(_ slice: ArraySlice<Unicode.Scalar>) -> String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: slice)
            return String(view)
        }
        guard !scalars.isEmpty else { return text }
        let cut = Int.random(in: 0...scalars.count, using: &random)
        let other = Int.random(in: 0...scalars.count, using: &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return joined(scalars[..<cut])
        case 1: return joined(scalars[cut...])
        case 2: return joined(scalars[min(cut, other)..<max(cut, other)])
        case 3: return text.uppercased()
        case 4: return text.lowercased()
        case 5: return text + make(&random)
        default: return text
        }
    }
}
