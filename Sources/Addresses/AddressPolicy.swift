/// Which addresses may be dialled.
///
/// It is asked about the address of each connection just before it is opened, so it does not matter how the host was
/// written, what its name resolved to a moment ago, or what a server would like the client to visit. Public addresses
/// are allowed on every port; all others only if their network is named.
public struct AddressPolicy: Sendable {
    private let allowed: [Network]

    /// Allows public addresses, and those in these networks, for development and for installations that deliver
    /// into the operator's own network.
    public init(allowing networks: [Network] = []) {
        allowed = networks
    }

    /// Why an address may not be dialled, such as `private`; nil if it may.
    public func refusal(of address: IPAddress) -> String? {
        if allowed.contains(where: { $0.contains(address) }) { return nil }
        // What an address stands for is where the packets go.
        if let embedded = address.embedded { return refusal(of: embedded) }
        return SpecialNetworks.purpose(of: address)
    }
}
