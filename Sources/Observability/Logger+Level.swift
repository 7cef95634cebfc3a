extension Logger {
    /// How much a line matters.
    public enum Level: String, CaseIterable, Comparable, Sendable {
        case debug, info, notice, warning, error

        /// Whether `left` matters less than `right`.
        public static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .debug: 0
            case .info: 1
            case .notice: 2
            case .warning: 3
            case .error: 4
            }
        }
    }
}
