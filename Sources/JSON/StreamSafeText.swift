/// Text without long runs of characters that only change the one before them: combining marks.
///
/// No language needs more than a few, and normalising sorts each run, in a time that grows with the square of its
/// length. Text from outside is therefore refused past the limit of UAX #15, section 13, "Stream-Safe Text Format".
public struct StreamSafeText {
    /// The most non-starters in a row: 30.
    public static let maximumNonStarters = 30

    private let maximum: Int
    private var count = 0

    /// Begins with a text of which nothing has been read.
    init(maximum: Int = maximumNonStarters) {
        self.maximum = maximum
    }

    /// Whether a text keeps to the limit.
    public static func holds(_ text: String) -> Bool {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return true }
        var run = StreamSafeText()
        return text.unicodeScalars.allSatisfy { run.takes($0) }
    }

    /// Goes on with a character.
    ///
    /// - Returns: whether there are not too many non-starters in a row.
    mutating func takes(_ scalar: Unicode.Scalar) -> Bool {
        guard Self.isNonStarter(scalar) else {
            count = 0
            return true
        }
        count += 1
        return count <= maximum
    }

    /// Goes on with something that is no character of a text, which ends a run.
    mutating func interrupt() {
        count = 0
    }

    private static func isNonStarter(_ scalar: Unicode.Scalar) -> Bool {
        // Below U+0300 there is none, and looking it up costs more than everything else here.
        scalar.value >= 0x300 && scalar.properties.canonicalCombiningClass != .notReordered
    }
}
