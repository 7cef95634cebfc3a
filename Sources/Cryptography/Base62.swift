/// Text of digits and letters only, `0-9A-Za-z`: it can be selected with a double click and needs no escaping anywhere.
public enum Base62 {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// Whether a byte is one of the 62.
    public static func contains(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    /// A number in a fixed width, with zeros in front. Six characters hold every `UInt32`, eleven every `UInt64`.
    ///
    /// - Precondition: The number fits into the width.
    public static func encode(_ number: UInt64, width: Int) -> String {
        var rest = number
        var text = [UInt8](repeating: alphabet[0], count: width)
        for index in text.indices.reversed() {
            text[index] = alphabet[Int(rest % 62)]
            rest /= 62
        }
        precondition(rest == 0, "the number fits into the width")
        return String(decoding: text, as: UTF8.self)
    }

    /// Random text, of which every character is as likely as the others: 5.95 bits each.
    ///
    /// - Parameter count: The number of characters, at most 1,024.
    /// - Throws: `CryptographyError` with `randomUnavailable`.
    public static func random(count: Int) throws(CryptographyError) -> String {
        precondition((0...1_024).contains(count), "so much random text is a mistake")
        // Bytes from 248 up would make the first characters likelier than the last.
        let fairBytes = 62 * 4
        var text: [UInt8] = []
        while text.count < count {
            let fair = try SecureRandom.bytes(count - text.count).filter { $0 < fairBytes }
            text += fair.map { alphabet[Int($0 % 62)] }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
