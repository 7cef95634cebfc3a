/// Finds the name that somebody most likely meant.
public enum NearestName {
    /// The name of `known` that is nearest to `name`, if one is near enough to be worth suggesting.
    public static func find(_ name: String, in known: [String]) -> String? {
        let distances = known.map { (name: $0, distance: distance($0, name)) }
        guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= 2 ? best.name : nil
    }

    /// How many characters have to be put in, taken out or changed to make one name of the other (Levenshtein).
    private static func distance(_ left: String, _ right: String) -> Int {
        // A name longer than any real one is far from them all; its length must not cost time.
        let right = Array(right.utf8.prefix(64))
        var row = Array(0...right.count)
        for (leftIndex, leftByte) in left.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = leftIndex + 1
            for (rightIndex, rightByte) in right.enumerated() {
                let changed = diagonal + (leftByte == rightByte ? 0 : 1)
                diagonal = row[rightIndex + 1]
                row[rightIndex + 1] = min(changed, diagonal + 1, row[rightIndex] + 1)
            }
        }
        return row[right.count]
    }
}
