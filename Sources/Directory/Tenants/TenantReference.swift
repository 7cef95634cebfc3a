public import FoundationEssentials

/// How a person names a tenant: by its instance number or by its id.
public enum TenantReference: Sendable, Hashable {
    case instance(Int)
    case id(UUID)

    /// Reads `1042` or a UUID.
    public init?(parsing text: String) {
        if let instance = Int(text), instance > 0 {
            self = .instance(instance)
        } else if let id = UUID(uuidString: text) {
            self = .id(id)
        } else {
            return nil
        }
    }
}
