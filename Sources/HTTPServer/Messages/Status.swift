/// The status code of a response (RFC 9110, section 15; RFC 6585).
public struct Status: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The three-digit code.
    public let rawValue: Int

    /// Names a status.
    ///
    /// - Precondition: `rawValue` is a final status, 200 to 599.
    public init(rawValue: Int) {
        precondition((200...599).contains(rawValue), "a response has a final status")
        self.rawValue = rawValue
    }

    /// The three digits.
    public var description: String { String(rawValue) }
}

extension Status {
    /// 200.
    public static let ok = Status(rawValue: 200)
    /// 201.
    public static let created = Status(rawValue: 201)
    /// 204.
    public static let noContent = Status(rawValue: 204)
    /// 304.
    public static let notModified = Status(rawValue: 304)
    /// 400.
    public static let badRequest = Status(rawValue: 400)
    /// 401.
    public static let unauthorized = Status(rawValue: 401)
    /// 403.
    public static let forbidden = Status(rawValue: 403)
    /// 404.
    public static let notFound = Status(rawValue: 404)
    /// 405.
    public static let methodNotAllowed = Status(rawValue: 405)
    /// 408.
    public static let requestTimeout = Status(rawValue: 408)
    /// 409.
    public static let conflict = Status(rawValue: 409)
    /// 412.
    public static let preconditionFailed = Status(rawValue: 412)
    /// 413.
    public static let contentTooLarge = Status(rawValue: 413)
    /// 421.
    public static let misdirectedRequest = Status(rawValue: 421)
    /// 429.
    public static let tooManyRequests = Status(rawValue: 429)
    /// 431.
    public static let requestHeaderFieldsTooLarge = Status(rawValue: 431)
    /// 500.
    public static let internalServerError = Status(rawValue: 500)
    /// 501.
    public static let notImplemented = Status(rawValue: 501)
    /// 503.
    public static let serviceUnavailable = Status(rawValue: 503)
}
