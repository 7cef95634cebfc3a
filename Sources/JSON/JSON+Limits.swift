extension JSON {
    /// How large a text may be before it is refused unparsed.
    public struct Limits: Hashable, Sendable {
        /// The longest text, in bytes.
        public var maximumBytes: Int

        /// How deep arrays and objects may be nested; `[]` has depth 1.
        public var maximumDepth: Int

        /// How many values there may be in all: every string, number, boolean and null counts one, and so does an empty
        /// array or object. Others are not counted, only what they hold; member names are not either. So a group's
        /// 10,000 members fit, whether each is an object or only a text.
        public var maximumValues: Int

        /// How many arrays and objects there may be in all: twice the values, since nesting could multiply them.
        public var maximumContainers: Int {
            let (twice, overflow) = maximumValues.multipliedReportingOverflow(by: 2)
            return overflow ? .max : max(twice, maximumDepth)
        }

        /// How many combining marks may follow one another in a text or a name; `.max` for text that was checked
        /// when it came in.
        public var maximumNonStarters: Int

        /// 1 MiB, 32 levels, 20,000 values, 30 combining marks in a row.
        public static let standard = Limits()

        /// For text that this service wrote itself: what was within its limits when it was written is always read.
        public static let stored = Limits(
            maximumBytes: .max, maximumDepth: 64, maximumValues: .max, maximumNonStarters: .max)

        /// The deepest nesting that can be allowed: reading and releasing a value recurses, and the stack is finite.
        public static let deepestNesting = 512

        /// Limits that differ from the standard ones where an argument says so.
        ///
        /// - Precondition: No limit is negative, and `maximumDepth` is at most `deepestNesting`.
        public init(
            maximumBytes: Int = 1 << 20, maximumDepth: Int = 32, maximumValues: Int = 20_000,
            maximumNonStarters: Int = StreamSafeText.maximumNonStarters
        ) {
            precondition(maximumBytes >= 0 && maximumValues >= 0 && maximumNonStarters >= 0, "limits are not negative")
            precondition((0...Self.deepestNesting).contains(maximumDepth), "the stack could not hold such nesting")
            self.maximumBytes = maximumBytes
            self.maximumDepth = maximumDepth
            self.maximumValues = maximumValues
            self.maximumNonStarters = maximumNonStarters
        }

        /// Checks a text that is JSON without reading it, in one cheap pass.
        ///
        /// - Throws: `JSON.ParsingError` where it is over a limit.
        public func check(_ text: [UInt8]) throws(ParsingError) {
            try LimitScan.check(text.span, limits: self)
        }
    }
}
