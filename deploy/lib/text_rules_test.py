"""That the rules for text find what they are for, and let pass what says why it may."""

import unittest

from text_rules import findings

BAD = [
    'words.count == 2, words[0].lowercased() == "basic"',
    'let essence = contentType.prefix { $0 != ";" && $0 != " " }',
    "hasher.combine(Self.lastWord(of: authorization))",
    "member.combine(name)",
    "get { members.first { $0.name == name }?.value }",
    "var seen: Set<String> = []",
    "private var values: [String: JSON] = [:]",
    'if path.hasPrefix("/x") { return }',
    'let hops = value.split(separator: ",")',
    'case "basic": return true',
]
GOOD = [
    "left.utf8.elementsEqual(right.utf8)",
    "ExactText.isSame($0.name, name)",
    'Headers.isSame(word, "Basic")',
    "guard name != nil else { return }",
    "/// A comment about Set<String> and lowercased().",
    "value.utf8.split(separator: UInt8(ascii: \",\"))",
]


class TextRulesTest(unittest.TestCase):
    def test_each_kind_of_fault_is_found(self):
        for line in BAD:
            self.assertEqual(len(list(findings("a.swift", [line]))), 1, line)

    def test_bytes_are_fine(self):
        for line in GOOD:
            self.assertEqual(list(findings("a.swift", [line])), [], line)

    def test_a_mark_has_a_reason(self):
        line = BAD[5]
        self.assertEqual(list(findings("a.swift", ["// text: names of ours.", line])), [])
        self.assertEqual(list(findings("a.swift", [line + " // text: names of ours."])), [])
        self.assertEqual(len(list(findings("a.swift", ["// text:", line]))), 1)
        self.assertEqual(list(findings("a.swift", ["// text of this file: names of ours.", "", line, line])), [])


if __name__ == "__main__":
    unittest.main()
