import Directory
import Testing

@Suite("Secrets that are presented")
struct PresentedSecretTests {
    @Test("31 bytes are too few and 513 too many; 32 and 512 may be secrets of somebody")
    func lengths() throws {
        for count in [0, 31, 513] { #expect(PresentedSecret([UInt8](repeating: 0x61, count: count)) == nil) }
        for count in [32, 512] {
            #expect(PresentedSecret([UInt8](repeating: 0x61, count: count))?.form == .foreign)
        }
    }

    @Test("Only printable characters of ASCII make a secret", arguments: [0x00, 0x20, 0x7F, 0x80, 0xFF] as [UInt8])
    func characters(byte: UInt8) {
        for place in [0, 20, 31] {
            var text = [UInt8](repeating: 0x21, count: 32)
            text[place] = byte
            #expect(PresentedSecret(text) == nil)
            text[place] = 0x7E
            #expect(PresentedSecret(text) != nil)
        }
    }

    @Test("What is issued is recognised, and each typing mistake in it", arguments: IssuedSecret.Kind.allCases)
    func issued(kind: IssuedSecret.Kind) throws {
        let issued = try IssuedSecret.mint(kind)
        #expect(issued.text.utf8.count == IssuedSecret.characters)
        let text = Array(issued.text.utf8)
        #expect(PresentedSecret(text)?.form == .issued(kind))
        for place in 4..<text.count {
            var mistyped = text
            mistyped[place] = mistyped[place] == 0x61 ? 0x62 : 0x61
            #expect(PresentedSecret(mistyped)?.form == .mistyped(kind), "\(place)")
        }
        #expect(PresentedSecret(text.dropLast())?.form == .mistyped(kind))
        #expect(PresentedSecret(text + [0x61])?.form == .mistyped(kind))
        #expect(PresentedSecret(issued.text.replacing("_", with: "-").utf8)?.form == .foreign)
    }

    @Test("Only what is issued for a thing is looked up as that")
    func policy() throws {
        for kind in IssuedSecret.Kind.allCases {
            let secret = try #require(PresentedSecret(try IssuedSecret.mint(kind).text.utf8))
            for other in IssuedSecret.Kind.allCases { #expect(secret.isLookedUp(as: other) == (kind == other)) }
            #expect(secret.isLookedUp(as: .client, kind) && !secret.isLookedUp())
            let text = try IssuedSecret.mint(kind).text
            let mistyped = try #require(PresentedSecret((text.dropLast() + (text.last == "a" ? "b" : "a")).utf8))
            #expect(!mistyped.isLookedUp(as: kind))
        }
        let foreign = try #require(PresentedSecret(String(repeating: "x", count: 40).utf8))
        for kind in IssuedSecret.Kind.allCases { #expect(!foreign.isLookedUp(as: kind)) }
    }

    @Test("It prints nothing of itself")
    func silent() throws {
        let text = try IssuedSecret.mint().text
        let secret = try #require(PresentedSecret(text.utf8))
        var dumped = ""
        dump(secret, to: &dumped)
        for shown in ["\(secret)", String(reflecting: secret), dumped] { #expect(!shown.contains(text.dropFirst(4))) }
    }
}
