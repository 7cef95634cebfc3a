import Glibc
public import Reactor

/// What a server needs to know before it starts. Every limit has a value that suits production.
public struct ServerConfiguration: Sendable {
    /// How long a request may take in all unless configured otherwise.
    public static let defaultRequestTimeout: Duration = .seconds(30)

    /// How many requests handlers have at once unless configured otherwise: 8 for each processor, and at least 16.
    public static let defaultConcurrentRequests = max(16, 8 * sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    /// Answers up to so many bytes are sent whatever else waits to be sent: the system takes them at once.
    public static let smallResponseBytes = 16 * 1024

    /// The bytes of a larger answer that are handed over at once, and that a client has to read in time to get more.
    public static let responsePartBytes = 64 * 1024

    /// What the log and the metrics call the server; a word.
    public var name: String
    /// The numeric IPv4 or IPv6 address to listen on; `0.0.0.0` or `::` for all.
    public var address: String
    /// The port to listen on; 0 for any free one.
    public var port: UInt16
    /// The socket to serve on instead of making one for ``address`` and ``port``.
    public var inheritedSocket: InheritedSocket?
    /// How large, how many, how long.
    public var limits: Limits
    /// The thread that reads and writes the sockets, and on which handlers run.
    public var loop: EventLoop

    /// Makes a configuration; what is not given is fit for production.
    public init(
        name: String = "http",
        address: String = "127.0.0.1",
        port: UInt16 = 0,
        inheritedSocket: InheritedSocket? = nil,
        limits: Limits = Limits(),
        loop: EventLoop = .shared
    ) {
        self.name = name
        self.address = address
        self.port = port
        self.inheritedSocket = inheritedSocket
        self.limits = limits
        self.loop = loop
    }
}
