extension ResourceType {
    /// A name that the type does not know, as an error shows it, and the one that may have been meant.
    ///
    /// - Parameter path: what a client sent; only the name in it is shown, since a filter may hold personal values.
    func unknownName(in path: String) -> String {
        var scanner = FilterScanner(path)
        scanner.skipSpace()
        let name = scanner.readName().prefix(Self.shownCharacters)
        let known = (schema.attributes + extensions.flatMap(\.attributes) + Schema.common.attributes).map(\.name)
        guard let nearest = Spelling.nearest(to: String(name), among: known) else { return "\"\(name)\"" }
        return "\"\(name)\"; did you mean \(nearest)?"
    }

    private static let shownCharacters = 100
}
