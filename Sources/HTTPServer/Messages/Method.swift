/// The method of a request (RFC 9110, section 9).
///
/// The vocabulary is open: a method that Muster does not know still reaches the router, which answers 405.
public struct Method: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The method as sent; methods are case-sensitive.
    public let rawValue: String

    /// Names a method; `rawValue` is kept as it is.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The method as sent.
    public var description: String { rawValue }

    /// Whether both have the same bytes.
    public static func == (left: Method, right: Method) -> Bool {
        left.rawValue.utf8.elementsEqual(right.rawValue.utf8)
    }

    /// Feeds the bytes.
    public func hash(into hasher: inout Hasher) {
        for byte in rawValue.utf8 { hasher.combine(byte) }
    }
}

extension Method {
    /// Reads a resource.
    public static let get = Method(rawValue: "GET")
    /// Reads a resource's header fields only.
    public static let head = Method(rawValue: "HEAD")
    /// Creates a resource or starts an action.
    public static let post = Method(rawValue: "POST")
    /// Replaces a resource.
    public static let put = Method(rawValue: "PUT")
    /// Changes a part of a resource (RFC 5789).
    public static let patch = Method(rawValue: "PATCH")
    /// Removes a resource.
    public static let delete = Method(rawValue: "DELETE")
    /// Asks what is possible.
    public static let options = Method(rawValue: "OPTIONS")
}
