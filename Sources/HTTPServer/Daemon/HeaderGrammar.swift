/// Which bytes may stand where in a head (RFC 9110, section 5.5 and 5.6.2; RFC 3986).
enum HeaderGrammar {
    /// A byte of a method or of a field's name.
    static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        case UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// A byte of a field's value: no control byte but the tab.
    static func isValueByte(_ byte: UInt8) -> Bool {
        (byte >= 0x20 && byte != 0x7f) || byte == 0x09
    }

    /// A space or a tab.
    static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09
    }

    /// A byte of a request target: printable ASCII. A fragment never reaches a server.
    static func isTargetByte(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7f && byte != UInt8(ascii: "#")
    }
}

extension Headers {
    /// Whether every name and value may be sent; the other ones would break a response in two.
    var areSendable: Bool {
        fields.allSatisfy { name, value in
            !name.isEmpty && name.utf8.allSatisfy(HeaderGrammar.isTokenByte)
                && value.utf8.allSatisfy(HeaderGrammar.isValueByte)
        }
    }
}
