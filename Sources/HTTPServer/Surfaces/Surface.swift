public import Observability

/// One of the things that a server is to the world: where it answers, whose requests they are, how it answers them, and
/// how it tells what it cannot do.
///
/// A server has a list of them, and exactly one is responsible for a request (``Server``). Who that is, is decided once,
/// when the head has been read: from then on limits, passage, refusals and the log are that surface's.
public struct Surface: Sendable {
    /// What it is called; a word.
    public var name: String
    /// The host names on which it answers, without a port; nil for any.
    public var hosts: [String]?
    /// Below which paths it answers, such as `/scim`, which holds for `/scim` itself and `/scim/…` but not for `/scimx`.
    ///
    /// They are compared with what was sent, byte by byte: what is encoded there is not decoded, and case counts.
    public var prefixes: [String]
    /// Says whose a complete request is, or that it is refused, before anything is done for it; `nil` where clients
    /// need not be told apart.
    ///
    /// It runs on the thread of all connections, and must not block.
    public var passage: (@Sendable (Request) -> Passage)?
    /// Says how long the body of a request may be, in bytes, before any of it is read; `nil` for
    /// ``ServerConfiguration/Limits/bodyBytes``.
    ///
    /// It runs on the thread of all connections, and must not block. The request has no body yet.
    public var bodyBytes: (@Sendable (Request) -> Int)?
    /// What the log says of a request besides, where its response says nothing; `nil` for nothing.
    public var logMetadata: (@Sendable (Request) -> Logger.Metadata)?
    /// Renders what the server refuses itself, in the language of those who come here; the server adds `Retry-After`.
    /// The request is `nil` where it never became readable.
    public var failure: @Sendable (Failure, Request?) -> Response
    /// Answers every request that keeps to the protocol and the limits.
    public var handler: Handler

    /// Makes a surface: of all hosts and paths, whose clients are not told apart, unless more is said.
    ///
    /// - Precondition: each prefix begins with `/`.
    public init(
        _ name: String, hosts: [String]? = nil, below prefixes: [String] = ["/"],
        failure: @escaping @Sendable (Failure, Request?) -> Response = { failure, _ in failure.problem },
        handler: @escaping Handler
    ) {
        precondition(prefixes.allSatisfy { $0.utf8.first == UInt8(ascii: "/") }, "a prefix begins with a slash")
        self.name = name
        self.hosts = hosts
        self.prefixes = prefixes
        self.failure = failure
        self.handler = handler
    }

    /// The same, refusing everything as ``Failure/unavailable`` as long as what it needs is not there.
    public func open(while isReady: @escaping @Sendable () -> Bool) -> Surface {
        var surface = self
        surface.handler = { [handler, failure] request in
            isReady() ? await handler(request) : failure(.unavailable, request)
        }
        return surface
    }
}
