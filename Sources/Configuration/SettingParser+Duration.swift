internal import Time

extension SettingParser where Value == Duration {
    /// A duration within bounds: a whole number with its unit, such as `500ms`, `15m`, `180d`, `2w`, `6mo` or `1y`.
    ///
    /// A month has 30 days and a year 365, whatever the calendar says.
    public static func duration(_ bounds: ClosedRange<Duration> = .zero...longestDuration) -> SettingParser {
        let from = text(of: bounds.lowerBound)
        let to = text(of: bounds.upperBound)
        return SettingParser(
            expectation: "a duration from \(from) to \(to)\(examples(within: bounds))",
            parse: { text in parse(text).flatMap { bounds.contains($0) ? $0 : nil } }, write: text(of:))
    }

    /// A hundred years of 365 days.
    public static var longestDuration: Duration { .seconds(36_500 * 86_400) }

    /// The units, the longest first, with their milliseconds.
    private static var units: [(suffix: String, milliseconds: Int64)] {
        [
            ("y", 365 * 86_400_000), ("mo", 30 * 86_400_000), ("w", 7 * 86_400_000), ("d", 86_400_000),
            ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
        ]
    }

    /// The units in which durations are told: days at the most, which everybody counts alike.
    private static var toldUnits: ArraySlice<(suffix: String, milliseconds: Int64)> { units.dropFirst(3) }

    private static func parse(_ text: String) -> Duration? {
        let digits = text.prefix { ("0"..."9").contains($0) }
        let suffix = text.dropFirst(digits.count)
        guard let unit = units.first(where: { $0.suffix == suffix }), let count = Int64(digits) else { return nil }
        let (milliseconds, isTooLong) = count.multipliedReportingOverflow(by: unit.milliseconds)
        return isTooLong ? nil : .milliseconds(milliseconds)
    }

    private static func text(of duration: Duration) -> String {
        let milliseconds = duration.inMilliseconds
        let fitting = toldUnits.first { milliseconds != 0 && milliseconds.isMultiple(of: $0.milliseconds) }
        let unit = fitting ?? (suffix: "s", milliseconds: 1_000)
        return "\(milliseconds / unit.milliseconds)\(unit.suffix)"
    }

    /// Examples that would be taken: one that is refused would only confuse.
    private static func examples(within bounds: ClosedRange<Duration>) -> String {
        let fitting = ["500ms", "30s", "15m", "12h", "180d", "2w", "6mo", "1y"].filter { example in
            parse(example).map(bounds.contains) ?? false
        }
        guard let last = fitting.last else { return "" }
        let others = fitting.dropLast().joined(separator: ", ")
        return ", such as " + (others.isEmpty ? last : "\(others) or \(last)")
    }
}
