// The standard library keeps the composed normal form that its own string comparison rests on behind this door.
// The only other one on Linux is ICU, which would come with all of Foundation.
@_spi(_Unicode) internal import Swift

/// The one normalisation that decides whether two texts are the same, in memory and in the database.
///
/// PostgreSQL never changes case or form itself: it compares keys that were made here, byte by byte.
public enum Normalization {
    /// The key of a text: lower case, in composed form (NFC), independent of any locale.
    ///
    /// The mapping is Unicode's full lower-casing of single characters between two compositions. So composed and
    /// decomposed writing are the same, the Kelvin sign is `k`, and `İ` is `i` with a dot above. The dotless `ı` stays
    /// apart from `i`, `ß` from `ss`, `ς` from `σ`, and full-width letters from ordinary ones: joining them would make
    /// two people of one tenant into one. The key of a key is the key itself.
    public static func key(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
        return composed(composed(text).lowercased())
    }

    /// Whether a text stands before another in the order of its UTF-8 bytes, which is PostgreSQL's `COLLATE "C"`.
    ///
    /// Swift's own `<` goes by canonical equivalence, which the database does not know.
    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// Whether two texts are the same bytes.
    static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8)
    }

    private static func composed(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: text._nfc)
        return String(scalars)
    }
}
