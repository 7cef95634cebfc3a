internal import CMicrohttpd
import Glibc

/// A response written straight to the socket.
///
/// The library takes a response only before or after a request's body. To answer while a body is still arriving, or
/// to one that never will, the server writes the answer itself, always with `Connection: close`.
enum HandWrittenResponse {
    /// Writes a response and ends the sending direction. What the socket does not take at once is given up.
    static func send(_ response: Response, requestID: String, isHead: Bool, to descriptor: Int32) {
        let bytes = serialized(response, requestID: requestID, isHead: isHead)
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { all in
                unsafe Glibc.send(
                    descriptor, all.baseAddress.map { unsafe $0 + sent }, all.count - sent,
                    Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            sent += count
        }
        shutdown(descriptor, Int32(SHUT_WR))
    }

    private static func serialized(_ response: Response, requestID: String, isHead: Bool) -> [UInt8] {
        let reason = unsafe MHD_get_reason_phrase_for(UInt32(response.status.rawValue)).map {
            unsafe String(cString: $0)
        }
        var text = "HTTP/1.1 \(response.status) \(reason ?? "")\r\n"
        if response.headers.areSendable {
            for (name, value) in response.headers.fields { text += "\(name): \(value)\r\n" }
        }
        text += "X-Request-ID: \(requestID)\r\nConnection: close\r\nContent-Length: \(response.body.count)\r\n\r\n"
        return Array(text.utf8) + (isHead ? [] : response.body)
    }
}
