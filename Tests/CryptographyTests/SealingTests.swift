import Cryptography
import Testing

@Suite("Sealing")
struct SealingTests {
    private let key = Secret([UInt8](repeating: 7, count: 32))

    @Test("A changed byte, a cut end and another key are noticed")
    func tampering() throws {
        let sealed = try Sealing.seal(Secret("a secret"), key: key)
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: CryptographyError(code: .notAuthentic)) { try Sealing.open(changed, key: key) }
        }
        for count in [0, 1, 27, sealed.count - 1] {
            #expect(throws: CryptographyError(code: .notAuthentic)) {
                try Sealing.open(Array(sealed.prefix(count)), key: key)
            }
        }
        let other = Secret([UInt8](repeating: 8, count: 32))
        #expect(throws: CryptographyError(code: .notAuthentic)) { try Sealing.open(sealed, key: other) }
    }

    @Test("What was sealed is opened again, and never sealed the same twice", arguments: ["", "a", "a longer secret"])
    func roundTrip(text: String) throws {
        let sealed = try Sealing.seal(Secret(text), key: key)
        #expect(try Sealing.open(sealed, key: key) == Secret(text))
        #expect(try Sealing.seal(Secret(text), key: key) != sealed)
    }
}
