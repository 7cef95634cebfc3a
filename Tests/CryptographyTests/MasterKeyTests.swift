import Testing

@testable import Cryptography

@Suite("Master keys")
struct MasterKeyTests {
    private static func master(_ text: String = "a pepper for tests, as long as it needs to be") throws -> MasterKey {
        try #require(MasterKey(Secret(text)))
    }

    @Test("31 bytes are too few, and 32 are enough")
    func length() {
        #expect(MasterKey(Secret(String(repeating: "x", count: 31))) == nil)
        #expect(MasterKey(Secret(String(repeating: "x", count: 32))) != nil)
    }

    /// What stands in databases stays right: computed with Python's hmac.
    @Test("Check value, identifier and digest are these bytes for ever")
    func pinned() throws {
        let master = try Self.master()
        #expect(
            Hexadecimal.encode(master.checkValue) == "f4f323a6c1a9720736093066308aa7873ff6d0985dd11241f7f7182b6a8d3ca2")
        #expect("\(master.id)" == "f4f323a6")
        let token = Secret("mst_00000000000000000000000000000000000000")
        #expect(
            Hexadecimal.encode(master.digestKey(for: DigestPurpose("secret 1")).digest(of: token))
                == "f4f323a6f30a12c08ac2a502e40046644540002fd70113e957f7ee160b77db5c")
    }

    @Test("Another key, another purpose or another secret gives another digest, which begins with the key")
    func digests() throws {
        let (one, other) = (try Self.master(), try Self.master("another pepper, which is just as long as that"))
        let digests = [one, other].flatMap { master in
            [DigestPurpose("a"), DigestPurpose("b")].flatMap { purpose in
                ["x", "y"].map { master.digestKey(for: purpose).digest(of: Secret($0)) }
            }
        }
        #expect(Set(digests).count == 8)
        #expect(digests.allSatisfy { $0.count == DigestKey.byteCount })
        #expect(digests.prefix(4).allSatisfy { $0.starts(with: one.id.bytes) })
        #expect(digests.suffix(4).allSatisfy { $0.starts(with: other.id.bytes) })
    }

    /// Digesting what somebody chooses must not make a key that seals: not even under a purpose of the same name.
    @Test("A key that seals is none that digests")
    func separation() throws {
        let master = try Self.master()
        let place = SealedPlace("row")
        let envelope = try master.sealingKey(for: SealingPurpose("a")).seal(Secret("x"), at: place)
        for label in ["a", "seal/a", "/a", "digest/a", "check"] {
            let digest = master.digestKey(for: DigestPurpose("a")).digest(of: Secret(label))
            let key = SealingKey(id: master.id, key: Secret(digest))
            #expect(throws: CryptographyError(code: .notAuthentic)) { try key.open(envelope, at: place) }
        }
        #expect(throws: CryptographyError(code: .notAuthentic)) {
            try master.sealingKey(for: SealingPurpose("b")).open(envelope, at: place)
        }
    }

    @Test("An identifier needs four bytes")
    func identifier() {
        #expect(KeyID(leading: [1, 2, 3]) == nil)
        #expect(KeyID(leading: [1, 2, 3, 4, 5])?.bytes == [1, 2, 3, 4])
    }
}
