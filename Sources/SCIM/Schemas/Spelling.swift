/// Finds what somebody may have meant who misspelt a name.
public enum Spelling {
    /// The longest name that is looked at, in bytes.
    public static let maximumBytes = 64

    /// The known name that differs least from one that was sent, nil where none is near: where more than a third of
    /// its bytes would have to change, or more than three.
    public static func nearest(to name: String, among known: [String]) -> String? {
        let sent = Array(name.utf8.map(folded))
        guard (1...maximumBytes).contains(sent.count) else { return nil }
        let ranked = known.map { (name: $0, distance: distance(sent, Array($0.utf8.map(folded)))) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= min(3, max(1, sent.count / 3)) ? best.name : nil
    }

    private static func folded(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    /// How many bytes have to be added, left out or changed to make one of the other.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var former = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var next = [row + 1]
            for (column, other) in right.enumerated() {
                next.append(min(former[column] + (byte == other ? 0 : 1), former[column + 1] + 1, next[column] + 1))
            }
            former = next
        }
        return former[right.count]
    }
}
