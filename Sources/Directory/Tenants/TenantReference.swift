public import FoundationEssentials

/// How a person names a tenant.
public enum TenantReference: Sendable, Hashable {
    /// By its instance number.
    case instance(Int)
    /// By its id.
    case id(UUID)
    /// By its client, which several tenants may share.
    case client(String)
    /// By one of its host names.
    case hostname(Hostname)

    /// Reads `1042`, a UUID, `acme` or `cp-inst1042-acme.example.com`, in any case.
    ///
    /// A client that consists of digits would read as a number; its tenant goes by the others.
    public init?(parsing text: String) {
        if let instance = Int(text), instance > 0 {
            self = .instance(instance)
        } else if let id = UUID(uuidString: text) {
            self = .id(id)
        } else if text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) {
            return nil
        } else if Tenant.isClient(text.lowercased()) {
            self = .client(text.lowercased())
        } else if text.utf8.contains(UInt8(ascii: ".")), let hostname = Hostname(parsing: text) {
            self = .hostname(hostname)
        } else {
            return nil
        }
    }
}
