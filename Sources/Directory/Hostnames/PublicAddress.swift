/// How clients reach the platform from outside: what links are made of, beside the stored host name.
public struct PublicAddress: Sendable, Hashable {
    /// The path of the base URL that new customers are told.
    public static let canonicalSCIMPath = "/scim/v2"

    /// `https`, or `http` for trying things out.
    public let scheme: String
    /// The port, where it is not the scheme's own.
    public let port: UInt16?

    /// An address; a port that belongs to the scheme is left out of links.
    public init(scheme: String, port: UInt16?) {
        self.scheme = scheme
        self.port = (scheme, port) == ("https", 443) || (scheme, port) == ("http", 80) ? nil : port
    }

    /// The origin of a tenant, for example `https://cp-inst1042-acme.example.com`.
    public func origin(of hostname: Hostname) -> String {
        "\(scheme)://\(hostname.text)" + (port.map { ":\($0)" } ?? "")
    }

    /// The base URL that an identity provider is given.
    public func scimBaseURL(of hostname: Hostname) -> String {
        origin(of: hostname) + Self.canonicalSCIMPath
    }
}
