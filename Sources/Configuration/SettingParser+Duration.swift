extension SettingParser where Value == Duration {
    /// A duration within bounds: a whole number with its unit, `500ms`, `30s`, `15m`, `12h` or `180d`.
    public static func duration(_ bounds: ClosedRange<Duration> = .zero...longestDuration) -> SettingParser {
        let from = text(of: bounds.lowerBound)
        let to = text(of: bounds.upperBound)
        return SettingParser(
            expectation: "a duration from \(from) to \(to), such as 500ms, 30s, 15m, 12h or 180d",
            parse: { text in parse(text).flatMap { bounds.contains($0) ? $0 : nil } }, write: text(of:))
    }

    /// A hundred years of 365 days.
    public static var longestDuration: Duration { .seconds(36_500 * 86_400) }

    /// The units, the longest first, with their milliseconds.
    private static var units: [(suffix: String, milliseconds: Int64)] {
        [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)]
    }

    private static func parse(_ text: String) -> Duration? {
        let digits = text.prefix { ("0"..."9").contains($0) }
        let suffix = text.dropFirst(digits.count)
        guard let unit = units.first(where: { $0.suffix == suffix }), let count = Int64(digits) else { return nil }
        let (milliseconds, isTooLong) = count.multipliedReportingOverflow(by: unit.milliseconds)
        return isTooLong ? nil : .milliseconds(milliseconds)
    }

    private static func text(of duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
        let fitting = units.first { milliseconds != 0 && milliseconds.isMultiple(of: $0.milliseconds) }
        let unit = fitting ?? (suffix: "s", milliseconds: 1_000)
        return "\(milliseconds / unit.milliseconds)\(unit.suffix)"
    }
}
