import Cryptography
import Testing

@Suite("Keys from keys")
struct KeyDerivationTests {
    /// RFC 5869 appendix A: source, salt, info, length, key.
    private static let vectors: [(String, String, String, Int, String)] = [
        (
            String(repeating: "0b", count: 22), "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9", 42,
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        ),
        (
            run(0x00...0x4F), run(0x60...0xAF), run(0xB0...0xFF), 82,
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
                + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
        ),
        (
            String(repeating: "0b", count: 22), "", "", 42,
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
        ),
    ]

    private static func run(_ bytes: ClosedRange<UInt8>) -> String { Hexadecimal.encode(bytes) }

    @Test("HKDF with SHA-256 gives the keys of RFC 5869", arguments: vectors)
    func derive(source: String, salt: String, info: String, count: Int, expected: String) throws {
        let key = HKDFSHA256.derive(
            from: Secret(try #require(Hexadecimal.decode(source))), salt: try #require(Hexadecimal.decode(salt)),
            info: try #require(Hexadecimal.decode(info)), count: count)
        #expect(Hexadecimal.encode(key.unsafeRevealedBytes) == expected)
    }

    @Test("A key may have 8,160 bytes, and one byte more is a mistake of the caller")
    func longest() async {
        let key = HKDFSHA256.derive(from: Secret("x"), salt: "".utf8, info: "".utf8, count: HKDFSHA256.maximumCount)
        #expect(key.count == 8_160)
        await #expect(processExitsWith: .failure) {
            _ = HKDFSHA256.derive(from: Secret("x"), salt: "".utf8, info: "".utf8, count: HKDFSHA256.maximumCount + 1)
        }
    }
}
