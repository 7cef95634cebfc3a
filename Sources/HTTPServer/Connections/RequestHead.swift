/// The head of a request, and what is wrong with it.
struct RequestHead {
    /// Everything but the body and what only the connection knows.
    let request: Request
    /// Whether the head ends where its fields say, so that the body's start is certain.
    private(set) var isFramed = true
    /// The declared length; `nil` without one.
    private let declaredLength: Int?
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
        declaredLength = reader.contentLengths == 1 ? reader.headers.first("Content-Length").flatMap(Self.length) : nil
        let line = RequestLine(method: name, target: target, host: reader.headers.first("Host"))
        request = Request(
            id: "", method: line.method, path: line.path, query: line.query, headers: reader.headers)
        let framing = reader.fault ?? Self.framingFault(reader, transferEncoding, isOld: isOld)
        isFramed = framing == nil && isOnOneLine
        let wholeLine = isOnOneLine ? nil : "The request line is malformed."
        fault = wholeLine ?? framing ?? line.fault ?? Self.hostFault(reader, isOld: isOld)
    }

    /// `HTTP/1.1` and `HTTP/1.0` are equally long.
    private static let versionLength = 8

    /// Whether a body follows.
    var expectsBody: Bool { isChunked || contentLength > 0 }

    /// Whether the library finds the end of the body by the sizes of its chunks.
    var isChunked: Bool { transferEncoding != nil }

    /// The declared length; 0 without one.
    var contentLength: Int { declaredLength ?? 0 }

    /// Whether the client waits for 100 before it sends the body.
    var expectsContinue: Bool { request.headers.first("Expect").map { Headers.isSame($0, "100-continue") } ?? false }

    /// What has to be answered instead of reading on.
    ///
    /// - Parameter bodyBytes: How long the body of such a request may be.
    func failure(headerBytes: Int, bodyBytes: Int) -> Failure? {
        if size > headerBytes { return .headersTooLarge(limit: headerBytes) }
        if let fault { return .malformed(fault) }
        return contentLength > bodyBytes ? .contentTooLarge(limit: bodyBytes) : nil
    }

    /// The number that digits say; the largest for one that is larger. Nil for anything else.
    private static func length(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text) ?? .max
    }

    /// What makes the end of the body uncertain (RFC 9112, section 6.3).
    private static func framingFault(_ reader: HeadReader, _ transferEncoding: String?, isOld: Bool) -> String? {
        if reader.contentLengths > 1 { return "Content-Length is given more than once." }
        if reader.hasTrailingSpaceInFraming { return "White space follows Content-Length or Transfer-Encoding." }
        guard reader.transferEncodings > 0 else { return nil }
        if reader.contentLengths > 0 { return "Content-Length and Transfer-Encoding exclude each other." }
        guard !isOld, transferEncoding.map({ Headers.isSame($0, "chunked") }) ?? false else {
            return "The transfer encoding is not supported."
        }
        return nil
    }

    private static func hostFault(_ reader: HeadReader, isOld: Bool) -> String? {
        // HTTP/1.0 knew no Host; what needs one must refuse its absence itself.
        if reader.hosts == 0 && isOld { return nil }
        guard reader.hosts == 1, reader.headers.first("Host")?.isEmpty == false else {
            return "Exactly one Host is needed."
        }
        return nil
    }
}
