public import FoundationEssentials
internal import Postgres

/// A change puts into a group who does not exist in the tenant.
public struct UnknownMembers: Error, Hashable {
    /// The ids as they were sent.
    public let ids: [String]

    /// Those that could be something's id.
    public var identifiers: [UUID] { Set(ids.compactMap(UUID.init(text:))).sorted() }
}
