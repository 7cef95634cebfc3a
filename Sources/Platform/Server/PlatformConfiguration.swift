public import Addresses
public import Configuration
public import Directory
public import HTTPServer
public import Postgres

/// What a server is made of, with every value checked.
public struct PlatformConfiguration: Sendable {
    /// Where the database is, and how it is used.
    public var database: Database.Configuration
    /// The key with which tokens are digested.
    public var peppers: Peppers
    /// What links are made of.
    public var address: PublicAddress
    /// What is served there; what is of no surface is answered by the first one.
    public var surfaces: [PlatformSurface]
    /// Where the surfaces are served.
    public var listen: SocketAddress
    /// Where health and metrics are served; for the operator's network only.
    public var operationsListen: SocketAddress
    /// The socket to serve the surfaces on instead of making one for ``listen``.
    public var inheritedSocket: InheritedSocket?
    /// The socket to serve health and metrics on instead of making one for ``operationsListen``.
    public var inheritedOperationsSocket: InheritedSocket?
    /// How large and slow requests may be.
    public var limits: ServerConfiguration.Limits
    /// How many requests a second a tenant may send of which nothing else is said; nil for no limit.
    public var tenantRequestsPerSecond: Int?
    /// The proxies whose word counts for where a request came from.
    public var trustedProxies: [Network]

    /// A configuration; limits are the standard ones unless changed.
    public init(
        database: Database.Configuration, peppers: Peppers, address: PublicAddress, listen: SocketAddress,
        operationsListen: SocketAddress, surfaces: [PlatformSurface] = PlatformSurface.allCases,
        limits: ServerConfiguration.Limits = ServerConfiguration.Limits(),
        tenantRequestsPerSecond: Int? = nil, trustedProxies: [Network] = []
    ) {
        self.database = database
        self.peppers = peppers
        self.address = address
        self.surfaces = surfaces
        self.listen = listen
        self.operationsListen = operationsListen
        self.limits = limits
        self.tenantRequestsPerSecond = tenantRequestsPerSecond
        self.trustedProxies = trustedProxies
    }
}
