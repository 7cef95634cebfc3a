public import JSON

/// One change of one attribute (RFC 7644 section 3.5.2).
///
/// An operation without a path has become one operation for each attribute that its value names.
public struct PatchOperation: Sendable, Hashable {
    /// What to do.
    public enum Action: String, Sendable, Hashable {
        case add, replace, remove
    }

    /// What to do.
    public let action: Action
    /// What to do it to.
    public let path: PatchPath
    /// The value as it was sent; nil if there was none.
    public let value: JSON?

    init(_ action: Action, _ path: PatchPath, value: JSON?) {
        self.action = action
        self.path = path
        self.value = value
    }
}
