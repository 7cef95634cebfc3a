import Cryptography
import HTTPClient
import Testing

@Suite("Standard Webhooks")
struct SigningTests {
    private static let secretText = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    private static let now = 1_614_265_330
    private static let body = Array(#"{"test": 2432232314}"#.utf8)

    private let secret: WebhookSecret
    private let message = WebhookMessage(id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: now, body: body)

    init() throws {
        secret = try #require(WebhookSecret(parsing: Self.secretText))
    }

    private func verdict(
        _ headers: [(name: String, value: String)], body: [UInt8] = body, at now: Int = now
    ) -> WebhookMessage.Verdict {
        WebhookMessage.verify(headers: headers, body: body, secrets: [secret], now: now)
    }

    @Test("the specification's own example gives the specification's own signature")
    func example() {
        let headers = message.headers(signedWith: [secret])
        #expect(headers.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
        #expect(headers.map(\.value) == [message.id, "1614265330", Self.signature])
        #expect(verdict(headers) == .valid)
    }

    @Test("with two live secrets, receivers who know either of them believe the message")
    func rotation() throws {
        let next = try WebhookSecret.generate()
        let headers = message.headers(signedWith: [next, secret])
        #expect(headers[2].value.split(separator: " ").count == 2)
        #expect(headers[2].value.hasSuffix(" " + Self.signature))
        for known in [[secret], [next], [next, secret]] {
            #expect(WebhookMessage.verify(headers: headers, body: Self.body, secrets: known, now: Self.now) == .valid)
        }
        let stranger = try WebhookSecret.generate()
        #expect(
            WebhookMessage.verify(headers: headers, body: Self.body, secrets: [stranger], now: Self.now)
                == .wrongSignature)
    }

    @Test("a change to anything that is signed is noticed", arguments: 0..<3)
    func changes(part: Int) {
        var headers = message.headers(signedWith: [secret])
        var body = Self.body
        switch part {
        case 0: headers[0].value += "x"
        case 1: headers[1].value = "1614265331"
        default: body[0] ^= 1
        }
        #expect(verdict(headers, body: body) == .wrongSignature)
    }

    @Test("a message is fresh for five minutes either way", arguments: [-301, -300, 0, 300, 301])
    func tolerance(seconds: Int) {
        let expected: WebhookMessage.Verdict = abs(seconds) <= 300 ? .valid : .notFresh
        #expect(verdict(message.headers(signedWith: [secret]), at: Self.now + seconds) == expected)
    }

    @Test(
        "a timestamp that is none is refused, however large",
        arguments: ["", "-", "+1614265330", "1614265330.0", " 1614265330", "01614265330", "99999999999999999999", "١"])
    func timestamps(text: String) {
        var headers = message.headers(signedWith: [secret])
        headers[1].value = text
        #expect(verdict(headers) == .malformed)
    }

    @Test("the ends of the range of numbers do not end the process", arguments: [Int.min, Int.max])
    func extremes(timestamp: Int) {
        let headers = WebhookMessage(id: "a", timestamp: timestamp, body: []).headers(signedWith: [secret])
        for now in [Int.min, -1, 0, Int.max] where now != timestamp {
            #expect(verdict(headers, body: [], at: now) == .notFresh)
        }
    }

    @Test("a field that is missing or there twice is refused", arguments: 0..<3)
    func fields(index: Int) {
        let headers = message.headers(signedWith: [secret])
        var missing = headers
        missing.remove(at: index)
        #expect(verdict(missing) == .malformed)
        #expect(verdict(headers + [headers[index]]) == .malformed)
    }

    @Test(
        "signatures of other versions, without version or in other forms are passed over",
        arguments: [
            "", "v1", "v1,", "v1a,\(signature.dropFirst(3))", "v2,\(signature.dropFirst(3))", "v1,AAAA", "v1,==",
        ])
    func otherSignatures(text: String) {
        var headers = message.headers(signedWith: [secret])
        headers[2].value = text
        #expect(verdict(headers) == .wrongSignature)
        headers[2].value = "\(text) \(Self.signature)"
        #expect(verdict(headers) == .valid)
    }

    @Test("sixteen signatures are looked at and no more", arguments: [15, 16])
    func manySignatures(before: Int) {
        var headers = message.headers(signedWith: [secret])
        headers[2].value = String(repeating: "v1,AAAA ", count: before) + Self.signature
        #expect(verdict(headers) == (before < 16 ? .valid : .wrongSignature))
    }

    @Test("a key has 24 to 64 bytes", arguments: [0, 23, 24, 64, 65])
    func keyLength(count: Int) {
        #expect((WebhookSecret(key: Secret([UInt8](repeating: 7, count: count))) != nil) == (24...64).contains(count))
    }

    @Test(
        "a secret in another form is refused",
        arguments: [
            "", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw=",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa-_",
        ])
    func malformedSecrets(text: String) {
        #expect(WebhookSecret(parsing: text) == nil)
    }

    @Test("a new secret can be written and read, and no two are equal")
    func generating() throws {
        let one = try WebhookSecret.generate()
        #expect(WebhookSecret(parsing: one.unsafeRevealedText) == one)
        #expect(try WebhookSecret.generate() != one)
    }

    @Test("a secret cannot be seen by printing it")
    func printing() {
        #expect("\(secret)" == "(secret)")
        #expect(String(reflecting: secret) == "(secret)")
        #expect(Mirror(reflecting: secret).children.isEmpty)
    }
}
