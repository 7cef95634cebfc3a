internal import FoundationEssentials
internal import Postgres
internal import SCIM

extension String {
    /// The text for between single quotes. Used for names of schemas only; values are bound.
    var quoted: String {
        contains("'") ? split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") : self
    }

    /// The identifier that this is the text of, exactly as the database writes it; nil for any other text.
    var asIdentifier: Value? {
        UUID(text: self).flatMap { $0.text == self ? .uuid($0) : nil }
    }

    /// The first text, byte by byte, that is behind all texts that begin with this one; nil where there is none.
    var endOfPrefixRange: String? {
        var scalars = Array(unicodeScalars)
        while let last = scalars.popLast() {
            // The surrogates are no scalars: behind U+D7FF comes U+E000.
            let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
            guard let successor = Unicode.Scalar(next) else { continue }
            scalars.append(successor)
            var end = UnicodeScalarView()
            end.append(contentsOf: scalars)
            return String(end)
        }
        return nil
    }
}

extension AttributeReference {
    /// SQL that takes the value out of a jsonb column of keys, as jsonb.
    func keysPath(of column: String) -> String {
        "(\(column) #> '{\(keyPath.map { "\"\($0.quoted)\"" }.joined(separator: ","))}')"
    }

    /// SQL that takes the value out of a jsonb column of keys, as text.
    func keysText(of column: String) -> String {
        "\(column) #>> '{\(keyPath.map { "\"\($0.quoted)\"" }.joined(separator: ","))}'"
    }
}
