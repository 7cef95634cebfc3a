import Synchronization

/// Sends requests to a server under test, over connections that it keeps and uses again.
///
/// Every request waits on a thread of its own: a hundred at once are fine.
public final class HTTPTestClient: Sendable {
    private let port: UInt16
    private let host: String
    private let idle = Mutex<[HTTPTestConnection]>([])

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - port: Where the server listens on 127.0.0.1.
    ///   - host: What `Host` says unless a request says otherwise.
    public init(port: UInt16, host: String = "localhost") {
        self.port = port
        self.host = host
    }

    /// Sends a request and waits for the response.
    ///
    /// `Host` and `Content-Length` are added unless given.
    public func send(
        _ method: String, _ path: String, headers: [(String, String)] = [], body: [UInt8] = []
    ) async throws -> HTTPTestResponse {
        let bytes = request(method, path, headers, body)
        let kept = idle.withLock { $0.popLast() }
        let connection = if let kept { kept } else { try await HTTPTestConnection.open(port: port) }
        let response = try await HTTPTestThread.run {
            try connection.writeBlocking(bytes)
            return try connection.responseBlocking(isHead: method == "HEAD")
        }
        if !response.closesConnection { idle.withLock { $0.append(connection) } }
        return response
    }

    /// Sends text as the body.
    public func send(
        _ method: String, _ path: String, headers: [(String, String)] = [], body: String
    ) async throws -> HTTPTestResponse {
        try await send(method, path, headers: headers, body: Array(body.utf8))
    }

    /// Sends bytes as they are on a new connection, and reads until the server closes it or has answered completely.
    public func raw(_ bytes: [UInt8]) async throws -> [UInt8] {
        let connection = try await HTTPTestConnection.open(port: port)
        return try await HTTPTestThread.run {
            // A server that refuses may close before it has read everything.
            try? connection.writeBlocking(bytes)
            return try connection.answerBlocking()
        }
    }

    private func request(
        _ method: String, _ path: String, _ headers: [(String, String)], _ body: [UInt8]
    ) -> [UInt8] {
        let names = headers.map { $0.0.lowercased() }
        var head = "\(method) \(path) HTTP/1.1\r\n"
        if !names.contains("host") { head += "Host: \(host)\r\n" }
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        let needsLength = !body.isEmpty || ["POST", "PUT", "PATCH"].contains(method)
        if needsLength && !names.contains("content-length") && !names.contains("transfer-encoding") {
            head += "Content-Length: \(body.count)\r\n"
        }
        return Array((head + "\r\n").utf8) + body
    }
}
