/// Binary data as text, which may be written in two alphabets, with padding or without (RFC 7643 section 2.3.6,
/// RFC 4648 sections 4 and 5).
enum Base64Text {
    /// The one writing by which two are compared: the alphabet for URIs, without padding and line breaks. Text that is no
    /// base64 stays apart from all that is.
    static func key(_ text: String) -> String {
        var key: [UInt8] = []
        key.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "+"): key.append(UInt8(ascii: "-"))
            case UInt8(ascii: "/"): key.append(UInt8(ascii: "_"))
            case UInt8(ascii: "="), UInt8(ascii: "\r"), UInt8(ascii: "\n"): continue
            default: key.append(byte)
            }
        }
        return String(decoding: key, as: UTF8.self)
    }
}
