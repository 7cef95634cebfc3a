import Testing

@testable import SCIM

@Suite struct NormalizationTests {
    @Test(
        "Texts that differ only in case or composition have one key",
        arguments: [
            ("Joe@Example.COM", "joe@example.com"), ("\u{212A}elvin", "kelvin"), ("\u{C9}", "e\u{301}"),
            ("E\u{301}", "\u{E9}"), ("\u{212B}", "a\u{30A}"), ("J\u{30C}", "\u{1F0}"), ("\u{3A3}", "\u{3C3}"),
            ("q\u{307}\u{323}", "Q\u{323}\u{307}"), ("\u{130}", "i\u{307}"), ("\u{1E9E}", "\u{DF}"), ("", ""),
        ])
    func same(left: String, right: String) {
        #expect(Array(Normalization.key(left).utf8) == Array(Normalization.key(right).utf8))
    }

    @Test(
        "Texts that people tell apart have different keys",
        arguments: [
            ("\u{131}", "i"), ("I", "\u{131}"), ("\u{FF21}", "a"), ("\u{DF}", "ss"), ("\u{3C2}", "\u{3C3}"),
            ("\u{FB01}", "fi"), ("e", "\u{E9}"), ("a ", "a"), ("\u{430}", "a"),
        ])
    func different(left: String, right: String) {
        #expect(Normalization.key(left) != Normalization.key(right))
    }

    @Test("The key of any character's key is that key")
    func idempotent() {
        for scalar in Unicode.Scalar.all {
            let key = Normalization.key(String(scalar))
            let again = Normalization.key(key)
            guard !Normalization.isSame(key, again) else { continue }
            Issue.record("U+\(String(scalar.value, radix: 16)) changes twice")
        }
    }

    @Test("Keys are ordered by their bytes, as the database orders them")
    func order() {
        // By UTF-16 the second would stand first, by canonical equivalence the third pair would be equal.
        #expect(Normalization.precedes("\u{FFFD}", "\u{10000}"))
        #expect(Normalization.precedes("Z", "a"))
        #expect(Normalization.precedes("e\u{301}", "\u{E9}"))
        #expect(!Normalization.isSame("e\u{301}", "\u{E9}"))
        #expect(!Normalization.precedes("a", "a"))
    }
}

extension Unicode.Scalar {
    /// Every Latin, Greek, Cyrillic, Georgian, Cherokee, compatibility and Deseret character, and what is between.
    fileprivate static var all: [Unicode.Scalar] { (0...0x1_0500).compactMap(Unicode.Scalar.init) }
}
