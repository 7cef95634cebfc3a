/// Where something sealed belongs, such as a tenant and the key of a row. Moved anywhere else, it does not open.
public struct SealedPlace: Sendable, Hashable {
    /// The longest part, in bytes.
    public static let maximumPartBytes = 255

    let bytes: [UInt8]

    /// A place.
    ///
    /// - Parameter parts: from the larger to the smaller, each of at most ``maximumPartBytes``. Each is written with its
    ///   length, so that no two places are the same bytes.
    public init(_ parts: String...) {
        bytes = parts.flatMap { part in
            precondition(part.utf8.count <= Self.maximumPartBytes, "a place is named by short identifiers")
            return [UInt8(part.utf8.count)] + Array(part.utf8)
        }
    }
}
