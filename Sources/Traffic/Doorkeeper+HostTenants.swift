public import Directory
public import FoundationEssentials
public import HTTPServer
public import Observability

extension Doorkeeper {
    /// Learns to which tenant a host name leads.
    public func learn(_ tenant: UUID, of hostname: Hostname) {
        hosts[hostname] = tenant
    }

    /// The tenant to which a host name led lately.
    public func tenant(of hostname: Hostname) -> UUID? { hosts[hostname] }

    /// What the log says of a request that no handler has spoken of: whose host it was sent to, where that is known.
    public func logMetadata(of request: Request) -> Logger.Metadata {
        guard let header = request.headers.first("Host"), let hostname = Hostname(parsing: header),
            let tenant = hosts[hostname]
        else { return [:] }
        return ["tenant": .string(tenant.text)]
    }
}
