/// Which certificates of servers are believed. Some always have to be: the check cannot be turned off.
public enum CertificateTrust: Hashable, Sendable {
    /// Those that the system's authorities have signed.
    case system
    /// Only those that an authority in this PEM file has signed, for installations with an authority of their own.
    case authorities(file: String)
}
