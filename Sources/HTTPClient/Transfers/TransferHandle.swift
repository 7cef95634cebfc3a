internal import CCurl
internal import Glibc

/// curl's side of a transfer: every option that is not curl's default, and why the transfer ended.
// Not Sendable: it belongs to the loop's thread.
@safe final class TransferHandle {
    let transfer: Transfer
    let pointer: UnsafeMutableRawPointer
    /// What tells this transfer from all others that run.
    var key: UInt { unsafe UInt(bitPattern: pointer) }
    private let url: ParsedURL
    private var headers: UnsafeMutablePointer<curl_slist>?
    /// What curl says of a failure, in more words than its code.
    private let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    /// Prepares a transfer; nil if there is no memory or curl lacks an option.
    init?(_ transfer: Transfer, trust: CertificateTrust) {
        guard let url = ParsedURL(transfer.url.text), let pointer = unsafe curl_easy_init() else { return nil }
        self.transfer = transfer
        self.url = url
        unsafe self.pointer = pointer
        unsafe message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        guard setTarget(), setBehaviour(), setTimes(), setTrust(trust), setContent(), setHeaders() else { return nil }
    }

    deinit {
        unsafe curl_easy_cleanup(pointer)
        unsafe curl_slist_free_all(headers)
        unsafe message.deallocate()
    }
}

// MARK: - Options

extension TransferHandle {
    private func setTarget() -> Bool {
        // The transfer outlives the handle that holds it.
        let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
        return unsafe muster_set_url(pointer, url.pointer) == CURLE_OK
            && set(CURLOPT_PROTOCOLS_STR, "http,https")
            // An empty name keeps proxies of the environment away, and with them their addresses.
            && set(CURLOPT_PROXY, "")
            && muster_set_callbacks(pointer, context, openSocket, receiveHead, receiveBody) == CURLE_OK
            && muster_set_pointer(pointer, CURLOPT_ERRORBUFFER, message) == CURLE_OK
    }

    private func setBehaviour() -> Bool {
        set(CURLOPT_FOLLOWLOCATION, 0)
            && set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
            && set(CURLOPT_HTTP09_ALLOWED, 0)
            && set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
            // Signals are process-wide; time-outs have to work without them.
            && set(CURLOPT_NOSIGNAL, 1)
            // Without it, giving up while a name is looked up would stop all transfers until the look-up ends.
            && set(CURLOPT_QUICK_EXIT, 1)
            && set(CURLOPT_MAXAGE_CONN, 30)
    }

    private func setTimes() -> Bool {
        let request = transfer.request
        let limits = transfer.limits
        let connect = min(request.connectTimeout ?? limits.connectTimeout, limits.connectTimeout)
        let total = min(request.timeout ?? limits.timeout, limits.timeout)
        return set(CURLOPT_CONNECTTIMEOUT_MS, connect.wholeMilliseconds)
            && set(CURLOPT_TIMEOUT_MS, total.wholeMilliseconds)
    }

    private func setTrust(_ trust: CertificateTrust) -> Bool {
        guard set(CURLOPT_SSL_VERIFYPEER, 1), set(CURLOPT_SSL_VERIFYHOST, 2),
            set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        else { return false }
        guard case .authorities(let file) = trust else { return true }
        // The system's directory of authorities would be believed beside the file.
        return unsafe set(CURLOPT_CAINFO, file) && muster_set_pointer(pointer, CURLOPT_CAPATH, nil) == CURLE_OK
    }

    private func setContent() -> Bool {
        guard transfer.request.method == .post else { return true }
        // A pointer to nothing would make curl read the content from a callback.
        let body = transfer.request.body + [0]
        return unsafe set(CURLOPT_POST, 1)
            && body.withUnsafeBytes {
                unsafe muster_set_content(pointer, $0.baseAddress, $0.count - 1) == CURLE_OK
            }
    }

    private func setHeaders() -> Bool {
        let given = transfer.request.headers
        let names = Set(given.map { $0.name.lowercased() })
        // curl leaves out a field that ends in a colon, and sends one without content that ends in a semicolon.
        var lines = given.map { $0.value.allSatisfy(\.isWhitespace) ? "\($0.name);" : "\($0.name): \($0.value)" }
        lines.append("Expect:")
        if !names.contains("content-type") { lines.append("Content-Type:") }
        if !names.contains("user-agent") { lines.append("User-Agent: Muster") }
        for line in lines {
            guard let longer = unsafe curl_slist_append(headers, line) else { return false }
            unsafe headers = unsafe longer
        }
        return unsafe muster_set_headers(pointer, headers) == CURLE_OK
    }

    private func set(_ option: CURLoption, _ number: Int) -> Bool {
        unsafe muster_set_number(pointer, option, number) == CURLE_OK
    }

    private func set(_ option: CURLoption, _ text: String) -> Bool {
        unsafe muster_set_text(pointer, option, text) == CURLE_OK
    }
}

// MARK: - The end

extension TransferHandle {
    /// What the end of the transfer means to whoever waits.
    func result(of code: CURLcode) -> TransferResult {
        let isAnswered = transfer.head.isComplete && (code == CURLE_OK || transfer.stop == .bodyTruncated)
        let status = unsafe muster_status(pointer)
        if isAnswered, status >= 200 {
            return .success(
                OutgoingResponse(
                    status: status, headers: transfer.head.headers, body: transfer.body,
                    isBodyTruncated: transfer.stop == .bodyTruncated))
        }
        return .failure(HTTPClientError(errorCode(of: code), origin: transfer.url.origin, detail: detail(of: code)))
    }

    private func errorCode(of code: CURLcode) -> HTTPClientError.Code {
        if transfer.stop == .headTooLarge { return .responseHeadTooLarge }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return .cannotResolve
        case _ where !transfer.hasDialled && transfer.refusal != nil: return .addressRefused
        case CURLE_COULDNT_CONNECT: return .cannotConnect
        case CURLE_OPERATION_TIMEDOUT: return .timedOut
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            return .tlsFailed
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT, CURLE_BAD_FUNCTION_ARGUMENT, CURLE_NOT_BUILT_IN:
            return .systemFailure
        default: return .brokenOff
        }
    }

    private func detail(of code: CURLcode) -> String {
        if let refusal = transfer.refusal, !transfer.hasDialled { return refusal }
        let bytes = unsafe UnsafeBufferPointer(start: message, count: Int(CURL_ERROR_SIZE)).prefix { $0 != 0 }
        let text = unsafe bytes.isEmpty ? String(cString: curl_easy_strerror(code)) : Self.printable(bytes)
        return "curl \(code.rawValue): \(text)"
    }

    /// A server can choose parts of curl's message: names in its certificate.
    private static func printable(_ bytes: some Sequence<CChar>) -> String {
        String(decoding: bytes.map { (0x20...0x7E).contains($0) ? UInt8($0) : UInt8(ascii: "?") }, as: UTF8.self)
    }
}
