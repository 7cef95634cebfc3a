import Cryptography
import Testing

@Suite struct SecretTests {
    private struct Holder {
        let name = "holder"
        let secret = Secret("hunter2")
    }

    @Test("A secret is shown nowhere by itself")
    func hidden() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(Holder(), to: &dumped)
        let shown = [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\(Holder())", "\([secret])",
            "\(String(describing: Optional(secret)))", dumped,
        ]
        for text in shown {
            #expect(!text.contains("hunter2"))
            #expect(!text.contains("104"), "the first byte as a number")
        }
        #expect("\(secret)" == "(secret)")
        #expect(Mirror(reflecting: secret).children.isEmpty)
    }

    @Test("Whoever asks gets it")
    func revealed() {
        #expect(Secret("hunter2").unsafeRevealedText == "hunter2")
        #expect(Secret([1, 2]).unsafeRevealedBytes == [1, 2])
        #expect(Secret([1, 2]).count == 2)
        #expect(Secret("").isEmpty && !Secret("x").isEmpty)
    }

    @Test(
        "Bytes are equal if all are",
        arguments: [
            ([], [], true), ([1], [1], true), ([1, 2, 3], [1, 2, 3], true), ([1, 2, 3], [1, 2, 4], false),
            ([1, 2, 3], [0, 2, 3], false), ([1], [], false), ([], [0], false), ([1, 2], [1, 2, 0], false),
        ] as [([UInt8], [UInt8], Bool)])
    func equality(left: [UInt8], right: [UInt8], expected: Bool) {
        #expect(constantTimeEqual(left, right) == expected)
        #expect((Secret(left) == Secret(right)) == expected)
    }

    @Test("Random bytes have the length asked for", arguments: [0, 1, 32, SecureRandom.maximumCount])
    func randomLength(count: Int) throws {
        #expect(try SecureRandom.bytes(count).count == count)
    }

    @Test("More random bytes than allowed at once are a mistake of the caller")
    func tooMuchRandom() async {
        await #expect(processExitsWith: .failure) { _ = try SecureRandom.bytes(SecureRandom.maximumCount + 1) }
    }

    @Test("Random bytes differ each time")
    func randomDiffers() throws {
        let drawn = try (0..<1_000).map { _ in try SecureRandom.bytes(16) }
        #expect(Set(drawn).count == 1_000)
    }

    @Test(
        "An error's texts are these",
        arguments: [
            (CryptographyError.Code.randomUnavailable, "The system gave no random bytes."),
            (.notSealed, "The bytes are no sealed envelope of a known version."),
            (.unknownKey, "The bytes are sealed under a master key that is not here."),
            (.notAuthentic, "The sealed bytes were changed, or belong to another purpose or place."),
        ])
    func errorTexts(code: CryptographyError.Code, text: String) {
        let error = CryptographyError(code: code)
        #expect(error.description == text)
        #expect(error.debugDescription == "CryptographyError(code: \(code.rawValue))")
    }
}
