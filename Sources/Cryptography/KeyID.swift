/// By what a master key is known again, beside everything that was digested or sealed under it. It leads back to no key.
public struct KeyID: Hashable, Sendable {
    /// The length, in bytes. A platform has had a handful of keys in its life: these tell them apart.
    public static let byteCount = 4

    /// The bytes, ``byteCount`` of them.
    public let bytes: [UInt8]

    /// The identifier that some bytes begin with; nil where they are too few.
    public init?(leading bytes: some Sequence<UInt8>) {
        let leading = Array(bytes.prefix(Self.byteCount))
        guard leading.count == Self.byteCount else { return nil }
        self.bytes = leading
    }
}

extension KeyID: CustomStringConvertible {
    /// Eight hexadecimal digits.
    public var description: String { Hexadecimal.encode(bytes) }
}
