import Testing

@testable import HTTPServer

@Suite("The crowd of connections")
struct CrowdTests {
    private static func peer(_ high: UInt64, _ low: UInt64, port: UInt16 = 0) -> PeerAddress {
        PeerAddress(high: high, low: low, port: port)
    }

    private static let home = peer(0, 0xffff_7f00_0001)

    @Test(
        "one address gets three quarters and not one more, the others get the rest",
        arguments: [(4, 3), (4_000, 3_000)])
    func oneAddress(limit: Int, part: Int) {
        var crowd = Crowd(limit: limit)
        for port in 0..<part {
            #expect(crowd.hasRoom(for: Self.home))
            crowd.enter(Self.peer(Self.home.high, Self.home.low, port: UInt16(port)))
        }
        #expect(!crowd.hasRoom(for: Self.home))
        for number in 0..<(limit - part) {
            let stranger = Self.peer(0, 0xffff_0a00_0000 + UInt64(number))
            #expect(crowd.hasRoom(for: stranger))
            crowd.enter(stranger)
        }
        #expect(!crowd.hasRoom(for: Self.peer(0, 0xffff_0b00_0000)))
        crowd.leave(Self.home)
        #expect(crowd.hasRoom(for: Self.home))
    }

    @Test("the addresses of one IPv6 network of 64 bits count as one, those of another do not")
    func network() {
        var crowd = Crowd(limit: 4)
        for low in 1...3 { crowd.enter(Self.peer(0x2001_0db8_0000_0001, UInt64(low))) }
        #expect(!crowd.hasRoom(for: Self.peer(0x2001_0db8_0000_0001, 4)))
        #expect(crowd.hasRoom(for: Self.peer(0x2001_0db8_0000_0002, 4)))
    }

    @Test("a place from which nobody is left is counted anew")
    func leaving() {
        var crowd = Crowd(limit: 1)
        crowd.enter(Self.home)
        #expect(!crowd.hasRoom(for: Self.home))
        crowd.leave(Self.home)
        #expect(crowd.hasRoom(for: Self.home))
    }
}
