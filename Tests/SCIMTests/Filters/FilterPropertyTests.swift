import JSON
import Testing

@testable import SCIM

@Suite struct FilterPropertyTests {
    @Test("Any condition, printed, reads back as itself", arguments: 1...20 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var generator = ConditionGenerator(numbers: RepeatableNumbers(seed: seed))
        for _ in 0..<50 {
            let condition = generator.condition(levels: 3)
            let filter = try Filter(parsing: condition.text, for: .user)
            #expect(filter.condition == condition, "\(condition.text)")
        }
    }

    @Test("A condition or its negation holds, never both", arguments: 1...5 as ClosedRange<UInt64>)
    func twoTruthValues(seed: UInt64) throws {
        var generator = ConditionGenerator(numbers: RepeatableNumbers(seed: seed))
        let keys = SearchKeys(of: try sampleUser(), as: .user)
        for _ in 0..<50 {
            let condition = generator.condition(levels: 3)
            let negation = try Filter(parsing: "not (\(condition.text))", for: .user).condition
            #expect(condition.matches(keys) != negation.matches(keys))
        }
    }

    @Test(
        "A filter with a byte changed is refused or read, and never crashes", arguments: 1...10 as ClosedRange<UInt64>)
    func mutations(seed: UInt64) throws {
        var numbers = RepeatableNumbers(seed: seed)
        let keys = SearchKeys(of: try sampleUser(), as: .user)
        let seedFilter =
            "not (emails[type eq \"w\\u006frk\" and value co \"x\"].value pr) or meta.created gt 2011-05-13T04:42:34Z"
        for _ in 0..<300 {
            var bytes = Array(seedFilter.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &numbers) {
                let place = Int.random(in: bytes.indices, using: &numbers)
                switch Int.random(in: 0..<3, using: &numbers) {
                case 0: bytes.remove(at: place)
                case 1: bytes.insert(UInt8.random(in: 0...255, using: &numbers), at: place)
                default: bytes[place] = numbers.pick(Array("()[]\"\\. :eE0\u{0}\u{E9}".utf8))
                }
            }
            expectRefusedOrRead(String(decoding: bytes, as: UTF8.self), keys)
        }
    }

    @Test("Random bytes are refused or read, and never crash", arguments: 1...10 as ClosedRange<UInt64>)
    func noise(seed: UInt64) throws {
        var numbers = RepeatableNumbers(seed: seed)
        let keys = SearchKeys(of: try sampleUser(), as: .user)
        for _ in 0..<300 {
            let count = Int.random(in: 0...40, using: &numbers)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &numbers) }
            expectRefusedOrRead(String(decoding: bytes, as: UTF8.self), keys)
        }
    }

    private func expectRefusedOrRead(_ text: String, _ keys: SearchKeys) {
        do throws(SCIMError) {
            let condition = try Filter(parsing: text, for: .user).condition
            _ = condition.matches(keys)
        } catch {
            #expect(error.kind == .invalidFilter)
        }
    }
}
