internal import CCurl

/// A URL as curl understands it, so that what is checked is what is dialled.
// Not Sendable: it belongs to whoever parsed it.
@safe final class ParsedURL {
    let pointer: OpaquePointer

    /// Parses; nil if it is not absolute, names a user, or has a scheme that curl does not know.
    init?(_ text: String) {
        guard let url = unsafe curl_url() else { return nil }
        unsafe pointer = url
        guard unsafe curl_url_set(url, CURLUPART_URL, text, UInt32(CURLU_DISALLOW_USER)) == CURLUE_OK else {
            return nil
        }
    }

    deinit { unsafe curl_url_cleanup(pointer) }

    /// Scheme, host and port; nil for other schemes than `http` and `https`, and for ports that do not exist.
    var origin: String? {
        guard let scheme = part(CURLUPART_SCHEME), scheme == "http" || scheme == "https" else { return nil }
        guard let host = part(CURLUPART_HOST), !host.isEmpty else { return nil }
        let port = part(CURLUPART_PORT) ?? (scheme == "https" ? "443" : "80")
        guard let number = UInt16(port), number > 0 else { return nil }
        return "\(scheme)://\(host.lowercased()):\(number)"
    }

    private func part(_ part: CURLUPart) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard unsafe curl_url_get(pointer, part, &text, 0) == CURLUE_OK, let text = unsafe text else { return nil }
        defer { unsafe curl_free(text) }
        return unsafe String(cString: text)
    }
}
