/// A text that is the same as another only if their bytes are the same, and is hashed by them.
///
/// Swift's own comparison goes by canonical equivalence, for which it sorts runs of combining marks: two texts that are
/// stored differently would be one, and a stranger decides how long the sorting takes.
public struct ExactText: Hashable, Sendable {
    /// The text.
    public let text: String

    /// Takes a text as it is.
    public init(_ text: String) {
        self.text = text
    }

    /// Whether two texts have the same bytes in UTF-8.
    public static func isSame(_ left: String, _ right: String) -> Bool {
        let (left, right) = (left.utf8, right.utf8)
        guard left.count == right.count else { return false }
        return unsafe left.span.withUnsafeBytes { left in
            unsafe right.span.withUnsafeBytes { right in unsafe left.elementsEqual(right) }
        }
    }

    /// Whether both have the same bytes.
    public static func == (left: ExactText, right: ExactText) -> Bool {
        isSame(left.text, right.text)
    }

    /// Feeds the bytes, and one that ends them.
    public func hash(into hasher: inout Hasher) {
        unsafe text.utf8.span.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        hasher.combine(0xFF as UInt8)
    }
}
