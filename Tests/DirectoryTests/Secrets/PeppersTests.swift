import Cryptography
import FoundationEssentials
import Testing

@testable import Directory

@Suite("The peppers of a program")
struct PeppersTests {
    private static func pepper(_ letter: String) throws -> Pepper {
        try #require(Pepper(Secret(String(repeating: letter, count: 32))))
    }

    @Test("A program may serve with every pepper that is known, and with more; not with fewer")
    func fit() throws {
        let (a, b, c) = (try Self.pepper("a"), try Self.pepper("b"), try Self.pepper("c"))
        let cases: [(Peppers, KnownPeppers, PepperFit)] = [
            (Peppers(a), KnownPeppers(current: nil, previous: nil), .fits),
            (Peppers(a), KnownPeppers(current: b.checkValue, previous: nil), .wrong),
            (Peppers(a, beside: c), KnownPeppers(current: b.checkValue, previous: nil), .wrong),
            (Peppers(c), KnownPeppers(current: a.checkValue, previous: b.checkValue), .wrong),
            (Peppers(a), KnownPeppers(current: a.checkValue, previous: b.checkValue), .lacksPrevious),
            (Peppers(a, beside: c), KnownPeppers(current: a.checkValue, previous: b.checkValue), .lacksPrevious),
            (Peppers(b), KnownPeppers(current: a.checkValue, previous: b.checkValue), .lacksCurrent),
            (Peppers(a), KnownPeppers(current: a.checkValue, previous: nil), .fits),
            (Peppers(b, beside: a), KnownPeppers(current: a.checkValue, previous: nil), .fits),
            (Peppers(b, beside: a), KnownPeppers(current: a.checkValue, previous: b.checkValue), .fits),
        ]
        for (peppers, known, expected) in cases { #expect(known.fit(peppers) == expected) }
    }

    @Test("Which one is the current one the database says, whatever the order; one that is not here changes nothing")
    func current() throws {
        let (a, b, c) = (try Self.pepper("a"), try Self.pepper("b"), try Self.pepper("c"))
        let peppers = Peppers(a, beside: b)
        #expect(peppers.current.id == a.id && peppers.other?.id == b.id)
        KnownPeppers(current: b.checkValue, previous: nil).tell(peppers)
        #expect(peppers.current.id == b.id && peppers.other?.id == a.id)
        peppers.prefer(c)
        #expect(peppers.current.id == b.id)
        let digest = try IssuedSecret.mint().digest(pepper: a)
        peppers.prefer(digest)
        #expect(peppers.current.id == a.id)
    }

    @Test("The same pepper twice is one")
    func same() throws {
        let peppers = Peppers(try Self.pepper("a"), beside: try Self.pepper("a"))
        #expect(peppers.all.count == 1 && peppers.other == nil)
        let secret = try #require(PresentedSecret(try IssuedSecret.mint().text.utf8))
        #expect(secret.digests(peppers) == nil)
    }

    @Test("What was sealed under either opens, for its own endpoint, tenant and purpose only")
    func sealing() throws {
        let (a, b) = (try Self.pepper("a"), try Self.pepper("b"))
        let peppers = Peppers(a)
        let (tenant, endpoint) = (UUID(), UUID())
        let sealed = try WebhookEndpoint.seal(Secret("x"), for: endpoint, of: tenant, peppers)
        func open(_ peppers: Peppers, _ purpose: SealingPurpose, _ tenant: UUID, _ endpoint: UUID) throws -> Secret {
            try peppers.open(sealed, for: purpose, at: WebhookEndpoint.place(of: endpoint, in: tenant))
        }
        let both = Peppers(b, beside: a)
        #expect(throws: CryptographyError(code: .notAuthentic)) { try open(both, .webhookSecret, tenant, UUID()) }
        #expect(throws: CryptographyError(code: .notAuthentic)) { try open(both, .webhookSecret, UUID(), endpoint) }
        #expect(throws: CryptographyError(code: .notAuthentic)) {
            try open(both, SealingPurpose("x"), tenant, endpoint)
        }
        #expect(throws: CryptographyError(code: .unknownKey)) {
            try open(Peppers(b), .webhookSecret, tenant, endpoint)
        }
        #expect(throws: CryptographyError(code: .notSealed)) {
            try both.open([], for: .webhookSecret, at: SealedPlace())
        }
        #expect(try open(both, .webhookSecret, tenant, endpoint) == Secret("x"))
    }
}
