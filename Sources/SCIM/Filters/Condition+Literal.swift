extension Condition {
    /// A value to compare with, already of the type of the attribute.
    public enum Literal: Sendable, Hashable {
        /// Text for a string, a reference or binary data: normalised, and as it was written. It is compared with the
        /// stored text of the same form, in the order of UTF-8 bytes.
        case text(key: String, exact: String)
        /// A truth value; only ever in an `equal`.
        case boolean(Bool)
        /// A whole number.
        case integer(Int64)
        /// A finite number that is no whole one, or too large for 64 bits.
        case decimal(Double)
        /// A point in time, compared as microseconds since 1970-01-01T00:00:00Z.
        case instant(DateTime)

        /// The form of a text that belongs to an attribute: ``Normalization/key(_:)`` unless case matters to it.
        /// Nil when this is no text.
        public func text(isCaseExact: Bool) -> String? {
            guard case .text(let key, let exact) = self else { return nil }
            return isCaseExact ? exact : key
        }
    }
}
