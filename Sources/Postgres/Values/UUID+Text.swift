public import FoundationEssentials

// Foundation reads and writes a UUID with scanf and printf, which for a row with three of them costs more than the rest
// of the row.
extension UUID {
    /// The text form in lower case, as PostgreSQL writes it.
    public var postgresText: String {
        let digits: StaticString = "0123456789abcdef"
        return unsafe withUnsafeBytes(of: uuid) { bytes in
            unsafe String(unsafeUninitializedCapacity: Self.textBytes) { text in
                var position = 0
                for unsafe(index, byte) in unsafe bytes.enumerated() {
                    if Self.beginsGroup(index) {
                        unsafe text[position] = UInt8(ascii: "-")
                        position += 1
                    }
                    unsafe text[position] = digits.utf8Start[Int(byte >> 4)]
                    unsafe text[position + 1] = digits.utf8Start[Int(byte & 0xF)]
                    position += 2
                }
                return position
            }
        }
    }

    /// Reads the text form, in either case; nil for anything else.
    public init?(text: Span<UInt8>) {
        guard text.count == Self.textBytes else { return nil }
        var (bytes, position) = (uuid_t(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 0)
        let isValid = unsafe withUnsafeMutableBytes(of: &bytes) { bytes in
            for index in bytes.indices {
                if Self.beginsGroup(index) {
                    guard text[position] == UInt8(ascii: "-") else { return false }
                    position += 1
                }
                guard let high = text[position].hexadecimalValue, let low = text[position + 1].hexadecimalValue else {
                    return false
                }
                unsafe bytes[index] = high << 4 | low
                position += 2
            }
            return true
        }
        guard isValid else { return nil }
        self.init(uuid: bytes)
    }

    private static let textBytes = 36

    /// Whether a hyphen stands before the byte.
    private static func beginsGroup(_ index: Int) -> Bool { index == 4 || index == 6 || index == 8 || index == 10 }
}

extension UInt8 {
    /// What the hexadecimal digit stands for; nil where it is none.
    @inline(__always) var hexadecimalValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
