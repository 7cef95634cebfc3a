/// The head of a request, and what is wrong with it.
struct RequestHead {
    /// Everything but the body and what only the connection knows.
    let request: Request
    /// Whether the head ends where its fields say, so that the body's start is certain.
    private(set) var isFramed = true
    /// The declared length; `nil` without one.
    let contentLength: Int?
    private let size: Int
    private let fault: String?
    private let transferEncoding: String?

    init(
        method: UnsafePointer<CChar>, target: String, targetStart: UnsafePointer<CChar>?,
        version: UnsafePointer<CChar>, connection: DaemonConnection
    ) {
        let name = unsafe String(cString: method)
        var reader = unsafe HeadReader(firstName: version + Self.versionLength + 2)
        connection.readHeaders(into: &reader)
        size = connection.headSize
        unsafe reader.finish(at: method + size)
        let isOnOneLine =
            unsafe targetStart == method + name.utf8.count + 1
            && targetStart.map { unsafe $0 + target.utf8.count + 1 } == version
        let isOld = unsafe version[Self.versionLength - 1] == CChar(bitPattern: UInt8(ascii: "0"))
        transferEncoding = reader.transferEncodings == 1 ? reader.headers.first("Transfer-Encoding") : nil
        contentLength = reader.contentLengths == 1 ? reader.headers.first("Content-Length").flatMap { Int($0) } : nil
        request = Self.request(name, target, reader.headers)
        let framing = reader.fault ?? Self.framingFault(reader, transferEncoding, isOld: isOld)
        isFramed = framing == nil && isOnOneLine
        fault = isOnOneLine ? framing ?? Self.fault(request, reader, isOld: isOld) : "The request line is malformed."
    }

    /// `HTTP/1.1` and `HTTP/1.0` are equally long.
    private static let versionLength = 8

    /// Whether a body follows.
    var expectsBody: Bool { transferEncoding != nil || (contentLength ?? 0) > 0 }

    /// Whether the client waits for 100 before it sends the body.
    var expectsContinue: Bool { request.headers.first("Expect").map { $0.lowercased() == "100-continue" } ?? false }

    /// What has to be answered instead of reading on.
    func failure(limits: ServerConfiguration.Limits) -> Failure? {
        if size > limits.headerBytes { return .headersTooLarge(limit: limits.headerBytes) }
        if let fault { return .malformed(fault) }
        if let contentLength, contentLength > limits.bodyBytes { return .contentTooLarge(limit: limits.bodyBytes) }
        return nil
    }

    private static func request(_ method: String, _ target: String, _ headers: Headers) -> Request {
        let parts = target.utf8.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        return Request(
            id: "", method: Method(rawValue: method), path: parts.first.map { String(Substring($0)) } ?? "",
            query: parts.count == 2 ? String(Substring(parts[1])) : nil, headers: headers)
    }

    /// What makes the end of the body uncertain (RFC 9112, section 6.3).
    private static func framingFault(_ reader: HeadReader, _ transferEncoding: String?, isOld: Bool) -> String? {
        if reader.contentLengths > 1 { return "Content-Length is given more than once." }
        guard reader.transferEncodings > 0 else { return nil }
        if reader.contentLengths > 0 { return "Content-Length and Transfer-Encoding exclude each other." }
        guard !isOld, transferEncoding?.lowercased() == "chunked" else {
            return "The transfer encoding is not supported."
        }
        return nil
    }

    private static func fault(_ request: Request, _ reader: HeadReader, isOld: Bool) -> String? {
        if !request.method.rawValue.utf8.allSatisfy(HeaderGrammar.isTokenByte) { return "The method is malformed." }
        let target = [request.path, request.query ?? ""]
        let isPath = request.path.utf8.first == UInt8(ascii: "/") || (request.path == "*" && request.method == .options)
        guard isPath, target.allSatisfy({ $0.utf8.allSatisfy(HeaderGrammar.isTargetByte) }) else {
            return "The request target is malformed."
        }
        // HTTP/1.0 knew no Host; what needs one must refuse its absence itself.
        if reader.hosts == 0 && isOld { return nil }
        guard reader.hosts == 1, request.headers.first("Host")?.isEmpty == false else {
            return "Exactly one Host is needed."
        }
        return nil
    }
}
