import Testing

@testable import Cryptography

@Suite("Envelopes")
struct EnvelopeTests {
    private static let place = SealedPlace("tenant", "row")
    private static let text = "a secret to be kept"
    /// Computed with Python's cryptography, and stored ever since.
    private static let stored =
        "01f4f323a6000102030405060708090a0b2388448346490aca970056386eaacf0d60be83be5b6668daac053517fa265855a12683"

    private static func key(_ source: String = "a pepper for tests, as long as it needs to be") throws -> SealingKey {
        try #require(MasterKey(Secret(source))).sealingKey(for: SealingPurpose("webhook secret 1"))
    }

    private static func bytes() throws -> [UInt8] { try #require(Hexadecimal.decode(stored)) }

    @Test("Each changed bit is noticed, and what it was")
    func tampering() throws {
        let bytes = try Self.bytes()
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << bit
                let code: CryptographyError.Code =
                    switch index {
                    case 0: .notSealed
                    case 1...4: .unknownKey
                    default: .notAuthentic
                    }
                #expect(throws: CryptographyError(code: code), "byte \(index)") {
                    try Self.key().open(Envelope(parsing: changed), at: Self.place)
                }
            }
        }
    }

    @Test("What is cut off is no envelope, or none that is authentic")
    func cut() throws {
        let bytes = try Self.bytes()
        for count in 0..<33 {
            #expect(throws: CryptographyError(code: .notSealed)) { try Envelope(parsing: Array(bytes.prefix(count))) }
        }
        for count in 33..<bytes.count {
            #expect(throws: CryptographyError(code: .notAuthentic)) {
                try Self.key().open(Envelope(parsing: Array(bytes.prefix(count))), at: Self.place)
            }
        }
    }

    @Test("What was sealed once opens for ever, and is sealed to the same bytes with the same nonce")
    func pinned() throws {
        let envelope = try Envelope(parsing: try Self.bytes())
        #expect(try Self.key().open(envelope, at: Self.place) == Secret(Self.text))
        let nonce = Array(UInt8(0)..<12)
        #expect(try Self.key().seal(Secret(Self.text), at: Self.place, nonce: nonce).bytes == Self.bytes())
    }

    @Test(
        "It opens in its own place and in no other",
        arguments: [
            SealedPlace("tenant", "other"), SealedPlace("other", "row"), SealedPlace("row", "tenant"),
            SealedPlace("tenantrow"), SealedPlace("tenan", "trow"), SealedPlace("tenant", "row", ""), SealedPlace(),
        ])
    func place(other: SealedPlace) throws {
        let envelope = try Envelope(parsing: try Self.bytes())
        #expect(throws: CryptographyError(code: .notAuthentic)) { try Self.key().open(envelope, at: other) }
    }

    @Test("Another master key says that it is another")
    func otherKey() throws {
        let envelope = try Envelope(parsing: try Self.bytes())
        let other = try Self.key("another pepper, which is just as long as that")
        #expect(throws: CryptographyError(code: .unknownKey)) { try other.open(envelope, at: Self.place) }
    }

    @Test("What was sealed is opened again, and never sealed the same twice", arguments: ["", "a", "a longer secret"])
    func roundTrip(text: String) throws {
        let key = try Self.key()
        let sealed = try key.seal(Secret(text), at: Self.place)
        #expect(sealed.keyID == key.id)
        #expect(try key.open(Envelope(parsing: sealed.bytes), at: Self.place) == Secret(text))
        #expect(try key.seal(Secret(text), at: Self.place) != sealed)
    }

    @Test("A part of a place may have 255 bytes, and one more is a mistake of the caller")
    func longPlace() async {
        #expect(SealedPlace(String(repeating: "x", count: 255)) != SealedPlace(String(repeating: "x", count: 254)))
        await #expect(processExitsWith: .failure) { _ = SealedPlace(String(repeating: "x", count: 256)) }
    }
}
