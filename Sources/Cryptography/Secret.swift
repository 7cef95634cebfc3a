/// Bytes that must not be seen: a key, a password, a token.
///
/// Printing it, interpolating it, dumping it or looking at it in the debugger's mirror shows `(secret)`. Comparing two
/// takes the same time wherever they differ.
public struct Secret: Sendable {
    private let bytes: [UInt8]

    /// A secret made of these bytes.
    public init(_ bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
    }

    /// A secret made of a text, in UTF-8.
    public init(_ text: String) {
        self.init(text.utf8)
    }

    /// The number of bytes.
    public var count: Int { bytes.count }

    /// Whether there is nothing to keep.
    public var isEmpty: Bool { bytes.isEmpty }

    /// The bytes themselves. Whoever asks for them answers for where they go.
    public var unsafeRevealedBytes: [UInt8] { bytes }

    /// The bytes as text; what is not UTF-8 is replaced. Whoever asks for it answers for where it goes.
    public var unsafeRevealedText: String { String(decoding: bytes, as: UTF8.self) }
}

extension Secret: Equatable {
    /// Whether both have the same bytes, compared in constant time.
    public static func == (left: Secret, right: Secret) -> Bool {
        constantTimeEqual(left.bytes, right.bytes)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always the same, whatever the secret is.
    public var description: String { "(secret)" }

    /// Always the same, whatever the secret is.
    public var debugDescription: String { "(secret)" }

    /// A mirror that shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
