import Testing

@testable import HTTPServer

@Suite("The parts of messages")
struct MessageTests {
    @Test("names of header fields compare without regard to ASCII case only")
    func headerNames() {
        var headers: Headers = ["Content-Type": "a", "X-A": "1", "x-a": "2", "X-\u{c4}": "3"]
        #expect(headers.first("content-TYPE") == "a")
        #expect(headers.all("X-a") == ["1", "2"])
        #expect(headers.first("x-\u{e4}") == nil)
        #expect(headers.first("X-AA") == nil)
        headers.set("x-A", to: "4")
        #expect(headers.all("X-A") == ["4"])
        headers.append("X-A", "5")
        #expect(headers.all("X-A") == ["4", "5"])
    }

    @Test(
        "names that differ in bit 5 but are no letters stay different",
        arguments: [("@", "`"), ("[", "{"), ("\u{0}", " ")])
    func caseBit(left: String, right: String) {
        #expect(Headers([(left, "1")]).first(right) == nil)
    }

    @Test(
        "peer addresses are written as usual",
        arguments: [
            (0, 0xffff_c000_0201, "192.0.2.1"), (0, 1, "::1"), (0, 0, "::"),
            (0x2001_0db8_0000_0000, 0x0000_0000_0000_0001, "2001:db8::1"),
        ] as [(UInt64, UInt64, String)])
    func peers(high: UInt64, low: UInt64, text: String) {
        #expect(PeerAddress(high: high, low: low, port: 1).address == text)
    }

    @Test("request names are 32 hexadecimal digits and do not repeat")
    func requestIDs() {
        let names = (0..<1_000).map { _ in RequestID.next() }
        #expect(Set(names).count == 1_000)
        #expect(names.allSatisfy { $0.utf8.count == 32 && $0.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) } })
    }

    @Test(
        "what a server says about its start, in one sentence and in full",
        arguments: [
            (ServerError.Code.addressInUse, "Cannot listen on 127.0.0.1:80: another process is listening there."),
            (.addressNotAvailable, "Cannot listen on 127.0.0.1:80: it is no address of this machine."),
            (.notPermitted, "Cannot listen on 127.0.0.1:80: this process may not use the port."),
            (.systemFailure, "Cannot serve on 127.0.0.1:80: the operating system refused."),
            (
                .unusableDescriptor,
                "Cannot serve on 127.0.0.1:80: no listening TCP socket was handed over there."
            ),
            (
                .unexpectedDescriptor,
                "Cannot serve on 127.0.0.1:80: its name (systemd: FileDescriptorName=) does not say what for."
            ),
            (.alreadyStarted, "Cannot serve on 127.0.0.1:80: this server has been started before."),
        ])
    func serverErrors(code: ServerError.Code, sentence: String) {
        let error = ServerError(code: code, address: "127.0.0.1:80", systemError: 98)
        #expect(error.description == sentence)
        #expect(error.debugDescription == "\(sentence) (errno 98)")
    }

    @Test("a failure is problem details unless somebody renders it otherwise")
    func problem() {
        let response = Failure.contentTooLarge(limit: 5).problem
        #expect(response.status == .contentTooLarge)
        #expect(
            String(decoding: response.body, as: UTF8.self)
                == #"{"title":"The request body exceeds 5 bytes.","status":413}"#)
    }
}
