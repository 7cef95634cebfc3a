import Cryptography
import Testing

@Suite struct EncodingTests {
    @Test(
        "Base64url without padding follows RFC 4648",
        arguments: [
            ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ])
    func base64(text: String, encoded: String) {
        #expect(Base64URL.encode(text.utf8) == encoded)
        #expect(Base64URL.decode(encoded) == Array(text.utf8))
    }

    @Test("Base64url uses its own last two characters")
    func base64Alphabet() {
        #expect(Base64URL.encode([0xFB, 0xFF, 0xBF]) == "-_-_")
        #expect(Base64URL.decode("-_-_") == [0xFB, 0xFF, 0xBF])
    }

    @Test(
        "What base64url does not write it does not read",
        arguments: ["A", "Zg==", "Zg=", "Zh", "Zm9", "Z m8", "Zm8\n", "+/+/", "Zm9vY", "é", "Zm\u{0}8"])
    func base64Malformed(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test(
        "Hexadecimal is written in lower case and read in both",
        arguments: [("", []), ("00", [0]), ("0fA0ff", [15, 160, 255])])
    func hexadecimal(text: String, bytes: [UInt8]) {
        #expect(Hexadecimal.decode(text) == bytes)
        #expect(Hexadecimal.encode(bytes) == text.lowercased())
    }

    @Test(
        "What is no pair of hexadecimal digits is refused",
        arguments: ["0", "000", "0g", "g0", " 00", "0x00", "é", "-1", "０0"])
    func hexadecimalMalformed(text: String) {
        #expect(Hexadecimal.decode(text) == nil)
    }

    @Test("All bytes come back, at every length", arguments: 0..<70)
    func roundTrip(length: Int) throws {
        let bytes = try SecureRandom.bytes(length)
        #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        #expect(Hexadecimal.decode(Hexadecimal.encode(bytes)) == bytes)
    }

    @Test(
        "Base62 writes a number in a fixed width",
        arguments: [
            (0, 6, "000000"), (61, 1, "z"), (62, 2, "10"), (UInt64(UInt32.max), 6, "4gfFC3"),
            (UInt64.max, 11, "LygHa16AHYF"),
        ] as [(UInt64, Int, String)])
    func base62(number: UInt64, width: Int, expected: String) {
        #expect(Base62.encode(number, width: width) == expected)
    }

    @Test("A number that does not fit into its width is a mistake of the caller")
    func base62TooNarrow() async {
        await #expect(processExitsWith: .failure) { _ = Base62.encode(62, width: 1) }
    }

    @Test("Random text has its length, uses the alphabet and nothing else", arguments: [0, 1, 43, 1_024])
    func base62Random(count: Int) throws {
        let text = try Base62.random(count: count)
        #expect(text.utf8.count == count)
        #expect(text.utf8.allSatisfy(Base62.contains))
    }

    @Test("Every character of random text is about as likely as the others")
    func base62Fair() throws {
        var counts: [UInt8: Int] = [:]
        for _ in 0..<62 { for byte in try Base62.random(count: 1_000).utf8 { counts[byte, default: 0] += 1 } }
        // 1,000 are expected of each; six standard deviations, which is about 190, do not happen by chance.
        #expect(counts.count == 62)
        #expect(counts.values.allSatisfy { (810...1_190).contains($0) })
    }

    @Test("Only digits and ASCII letters belong to base62", arguments: Array("-_/@[`{ \u{0}\u{80}".utf8))
    func base62Foreign(byte: UInt8) {
        #expect(!Base62.contains(byte))
    }

    @Test(
        "CRC-32 gives the known checksums",
        arguments: [
            ("", 0), ("123456789", 0xCBF4_3926), ("The quick brown fox jumps over the lazy dog", 0x414F_A339),
        ] as [(String, UInt32)])
    func checksum(text: String, expected: UInt32) {
        #expect(CRC32.checksum(text.utf8) == expected)
    }
}
