import Glibc
import Lifecycle
import Observability
import TestHarness
import Testing

@testable import HTTPServer

@Suite("Sockets that a supervisor hands over")
struct InheritedSocketTests {
    private static let own = "\(getpid())"

    /// Makes copies of descriptors that are neighbours, as a supervisor does. Other tests open descriptors meanwhile.
    private static func withDescriptors<Value>(
        _ descriptors: [Int32], _ body: (Int32) async throws -> Value
    ) async throws -> Value {
        var first: Int32 = 100
        var copies: [Int32] = []
        repeat {
            for copy in copies { close(copy) }
            first = copies.last ?? first
            copies = descriptors.indices.map { fcntl(descriptors[$0], F_DUPFD, first + Int32($0)) }
        } while copies.last.map { $0 - (copies.first ?? 0) + 1 != Int32(copies.count) } ?? false
        defer { for copy in copies { close(copy) } }
        return try await body(copies.first ?? first)
    }

    private static func listener(port: UInt16 = 0) throws -> ListeningSocket {
        try ListeningSocket(address: "127.0.0.1", port: port)
    }

    @Test("nothing is taken that was not handed over, or to another process", arguments: [nil, "", "1", "x", "-1"])
    func notMeant(process: String?) throws {
        #expect(try InheritedSocket.read(process: process, count: "1", names: nil, first: 3).isEmpty)
        #expect(try InheritedSocket.read(process: Self.own, count: nil, names: nil, first: 3).isEmpty)
        #expect(try InheritedSocket.read(process: Self.own, count: "0", names: nil, first: 3).isEmpty)
    }

    @Test("a number of descriptors that is none is an error", arguments: ["", "x", "-1", "65", "99999999999"])
    func wrongCount(count: String) {
        let error = #expect(throws: ServerError.self) {
            try InheritedSocket.read(process: Self.own, count: count, names: nil, first: 3)
        }
        #expect(error?.code == .unusableDescriptor)
    }

    @Test("what is closed, no socket, not TCP or not listening is an error that names it")
    func unusable() async throws {
        let idle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let datagrams = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        let local = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let null = unsafe open("/dev/null", O_RDONLY)
        defer { for descriptor in [idle, datagrams, local, null] { close(descriptor) } }
        for descriptor in [idle, datagrams, local, null] {
            try await Self.withDescriptors([descriptor]) { first in
                let error = #expect(throws: ServerError.self) {
                    try InheritedSocket.read(process: Self.own, count: "1", names: nil, first: first)
                }
                #expect(error?.code == .unusableDescriptor)
                #expect(error?.address == "descriptor \(first)")
            }
        }
        #expect(throws: ServerError.self) {
            try InheritedSocket.read(process: Self.own, count: "1", names: nil, first: 1 << 30)
        }
    }

    @Test("listening sockets are taken with their names and ports, and kept from the process's children")
    func taken() async throws {
        let (one, two) = (try Self.listener(), try Self.listener())
        defer { for listener in [one, two] { listener.close() } }
        try await Self.withDescriptors([one.descriptor, two.descriptor]) { first in
            let sockets = try InheritedSocket.read(process: Self.own, count: "2", names: "scim", first: first)
            #expect(sockets.map(\.name) == ["scim", "unknown"])
            #expect(sockets.map(\.port) == [one.port, two.port])
            for socket in sockets {
                #expect(fcntl(socket.descriptor, F_GETFD) & FD_CLOEXEC != 0)
                #expect(fcntl(socket.descriptor, F_GETFL) & O_NONBLOCK != 0)
            }
        }
    }

    @Test(
        "each socket has the role that it is named for; the only one may be named otherwise",
        arguments: [
            ([], [:]), (["operations"], ["operations": 0]),
            (["listen", "operations"], ["listen": 0, "operations": 1]),
            (["muster-server.socket"], ["listen": 0]), (["listen", "listen"], nil), (["listen", "other"], nil),
            (["operations", "muster-server.socket"], nil),
        ] as [([String], [String: Int]?)])
    func roles(names: [String], expected: [String: Int]?) async throws {
        let listener = try Self.listener()
        defer { listener.close() }
        try await Self.withDescriptors(names.map { _ in listener.descriptor }) { first in
            let sockets = try InheritedSocket.read(
                process: Self.own, count: "\(names.count)", names: names.joined(separator: ":"), first: first)
            let assigned = try? InheritedSocket.assign(sockets, to: ["listen", "operations"])
            #expect(assigned?.mapValues { Int($0.descriptor - first) } == expected)
        }
    }

    @Test("what connects while one server goes and before the next one comes is served by the next one")
    func restart() async throws {
        let listener = try Self.listener()
        defer { listener.close() }
        for generation in 0..<5 {
            // Sent before there is a server: it waits in the kernel.
            let early = try await HTTPTestConnection.open(port: listener.port)
            try await early.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            let socket = try InheritedSocket(dup(listener.descriptor), name: "scim")
            try await RunningServer.with(
                ServerConfiguration(inheritedSocket: socket),
                handler: { _ in Response(.ok, body: Array("\(generation)".utf8)) }
            ) { running async throws in
                #expect(running.port == listener.port)
                #expect(try await early.response().text == "\(generation)")
                running.stop()
                try await running.enters(.draining)
            }
        }
    }
}
