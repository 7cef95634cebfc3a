import JSON
import Testing

@Suite struct RoundTripTests {
    @Test("What is written is read back as the same value, in the same order", arguments: [false, true])
    func roundTrip(pretty: Bool) throws {
        var generator = SeededGenerator(state: 42)
        for _ in 0..<500 {
            let value = JSON.random(depth: 5, using: &generator)
            let text = value.serialized(pretty: pretty)
            let again = try JSON(parsing: text)
            #expect(again == value)
            #expect(again.serialized(pretty: pretty) == text)
        }
    }
}

/// Numbers that look random and are the same in every run (xorshift).
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

extension JSON {
    fileprivate static func random(depth: Int, using generator: inout SeededGenerator) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &generator) {
        case 0: .null
        case 1: .bool(.random(using: &generator))
        case 2: .integer(Int64(truncatingIfNeeded: generator.next()))
        case 3: .decimal(randomDecimal(using: &generator))
        case 4, 5: .string(randomText(using: &generator))
        case 6: .array((0..<randomCount(using: &generator)).map { _ in random(depth: depth - 1, using: &generator) })
        default: .object(randomObject(depth: depth, using: &generator))
        }
    }

    private static func randomCount(using generator: inout SeededGenerator) -> Int {
        Int.random(in: 0...5, using: &generator)
    }

    private static func randomDecimal(using generator: inout SeededGenerator) -> Double {
        let value = Double(bitPattern: generator.next())
        return value.isFinite ? value : 0.5
    }

    private static func randomText(using generator: inout SeededGenerator) -> String {
        let alphabet: [Character] = [
            "a", "Z", "0", "\"", "\\", "/", "\n", "\r\n", "\u{1}", "\u{7F}", "é", "ß", "中", "😀", " ", "{",
        ]
        return String(
            (0..<randomCount(using: &generator)).compactMap { _ in alphabet.randomElement(using: &generator) })
    }

    private static func randomObject(depth: Int, using generator: inout SeededGenerator) -> Object {
        var object = Object()
        for _ in 0..<randomCount(using: &generator) {
            object[randomText(using: &generator)] = random(depth: depth - 1, using: &generator)
        }
        return object
    }
}
