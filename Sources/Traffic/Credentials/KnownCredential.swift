internal import Directory
internal import FoundationEssentials
internal import HTTPServer

/// Whose a credential was when the database last let it in. It gives no access: that is asked anew each time.
struct KnownCredential {
    /// Whose share of the capacity its requests take.
    let origin: Origin
    /// The tenant whose limit counts, and that limit; nil for the operator's own programs.
    let tenant: (id: UUID, limit: RequestLimit)?
    /// The minute of the clock in which a use was noted last.
    var notedMinute: Int64
}
