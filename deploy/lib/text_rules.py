"""Finds where text of strangers is treated as Swift treats text, in the targets that see it first.

Swift compares, orders and hashes text by canonical equivalence, for which it sorts runs of combining marks in a time
that grows with the square of their length, and takes texts for the same that are stored differently. Bytes have
neither trouble: .utf8, Headers.isSame, ExactText. Where text is known to be ours, to be ASCII or to be stream-safe,
the line, or the one above it, says so:

    // text: the names are those of our own constraints

and so does one of the first lines of a file in which all text is such, with "text of this file: ".
"""

import re
import sys
from pathlib import Path

TARGETS = ("HTTPServer", "Traffic", "ProductAPI", "JSON", "Provisioning")
MARK = re.compile(r"//+ text: \S+ \S+")
FILE_MARK = re.compile(r"//+ text of this file: \S+ \S+")

# Names that hold text nearly always.
TEXT = r"(?:\w*(?:[nN]ame|[tT]ext|[pP]ath|[vV]alue|[hH]eader|[wW]ord|[hH]ost|[tT]arget|[qQ]uery|[sS]cheme|[oO]paque|rawValue))"
RULES = [
    (r"\.(?:lower|upper)cased\(\)", "changes the case of more than ASCII"),
    (r"\bSet<(?:String|Substring|Character)>", "hashes text"),
    (r"\[(?:String|Substring|Character) ?: ", "hashes text as a key"),
    (r"(?:==|!=) (?:#?\"|[a-z]\w*Text\b)|\"#? (?:==|!=)", "compares text with a literal"),
    (r"(?<![\w.])(?:\$\d\.)?(?:\w+\.)*" + TEXT + r" (?:==|!=) (?!nil\b|\d|\.|UInt8)(?:\w+\.)*" + TEXT + r"\b", "compares text"),
    (r"\.has(?:Prefix|Suffix)\(", "compares the beginning or the end of text"),
    (r"\.(?:split|components)\((?:separator|separatedBy): \"|\.(?:contains|firstIndex|lastIndex|split)\((?:of: |separator: )?\"",
     "looks for a Character"),
    (r"^\s*case (?:\"[^\"]*\"\??,? ?)+:", "matches text"),
    (r"\bCharacter\b", "takes text apart into Characters"),
    (r"(?<!Self)\.combine\((?:Self\.)?(?:\w+\.)*(?:name|text|path|header|authorization|lastWord\(.*)\)", "hashes text"),
]
PATTERNS = [(re.compile(pattern), sentence) for pattern, sentence in RULES]


def findings(path, lines):
    """The lines that break a rule without a mark that says why they may."""
    if any(FILE_MARK.search(line) for line in lines[:3]):
        return
    for number, line in enumerate(lines, 1):
        code = line.split("//", 1)[0]
        if code.strip() == "" or MARK.search(line) or (number > 1 and MARK.search(lines[number - 2])):
            continue
        for pattern, sentence in PATTERNS:
            if pattern.search(code):
                yield f"{path}:{number}: {sentence}: {line.strip()}"
                break


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    found = [finding for target in TARGETS for path in sorted((root / "Sources" / target).rglob("*.swift"))
             for finding in findings(path.relative_to(root), path.read_text().splitlines())]
    print("\n".join(found) or "Text of strangers is bytes.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
