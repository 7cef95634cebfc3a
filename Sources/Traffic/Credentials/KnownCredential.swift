internal import Directory
internal import FoundationEssentials
internal import HTTPServer

/// Whose a credential was when the database last let it in. It gives no access: that is asked anew each time.
///
/// There may be hundreds of thousands, so each takes 24 bytes.
struct KnownCredential {
    /// The tenant, or all zeros for the operator's own programs.
    private let tenantID: UUID
    /// Requests a second; 0 for no limit, and -1 for the platform's standard.
    private let limit: Int32
    private let period: UInt32

    /// A token of a tenant.
    ///
    /// - Parameter period: the ``CredentialKey/period(of:)`` in which a use was noted.
    init(_ access: Access, notedPeriod period: Int64) {
        tenantID = access.tenant
        switch access.limit {
        case .standard: limit = -1
        case .unlimited: limit = 0
        case .perSecond(let rate): limit = Int32(clamping: rate)
        }
        self.period = UInt32(clamping: period)
    }

    private init() {
        tenantID = Self.nobody
        limit = 0
        period = 0
    }

    /// A program of the operator.
    static let ofOperator = KnownCredential()

    private static let nobody = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))

    /// The tenant whose limit counts, and that limit; nil for the operator's own programs.
    var tenant: (id: UUID, limit: RequestLimit)? {
        guard tenantID != Self.nobody else { return nil }
        return (tenantID, limit < 0 ? .standard : limit == 0 ? .unlimited : .perSecond(Int(limit)))
    }

    /// The ``CredentialKey/period(of:)`` in which a use was noted last.
    var notedPeriod: Int64 { Int64(period) }

    /// Whose share of the capacity its requests take: the tenant's, or for the operator's programs one of its own.
    func origin(of key: CredentialKey) -> Origin {
        guard tenantID != Self.nobody else { return Origin(key.hash) }
        var hasher = Hasher()
        hasher.combine(tenantID)
        return Origin(UInt64(bitPattern: Int64(hasher.finalize())))
    }
}
