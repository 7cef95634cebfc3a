extension String {
    /// How often `text` occurs.
    func occurrences(of text: String) -> Int {
        self.split(separator: text, omittingEmptySubsequences: false).count - 1
    }
}
