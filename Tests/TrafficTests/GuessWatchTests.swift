import Addresses
import Testing

@testable import Traffic

@Suite("Guesses are counted by address")
struct GuessWatchTests {
    private let start = ContinuousClock.now

    private func address(_ number: UInt32) -> AddressRange { AddressRange(.version4(number)) }

    @Test("A hundred may come at once, and the next one waits a second")
    func burst() {
        let watch = GuessWatch()
        for number in 1...100 {
            #expect(watch.secondsToWait(address(1), at: start) == nil, "number \(number)")
            watch.count(address(1), at: start)
        }
        #expect(watch.secondsToWait(address(1), at: start) == 1)
        #expect(watch.secondsToWait(address(2), at: start) == nil, "another address is not touched")
    }

    @Test("After that, five a second")
    func rate() {
        let watch = GuessWatch()
        for _ in 1...100 { watch.count(address(1), at: start) }
        var passed = 0
        for millisecond in 1...10_001 {
            let now = start + .milliseconds(millisecond)
            guard watch.secondsToWait(address(1), at: now) == nil else { continue }
            watch.count(address(1), at: now)
            passed += 1
        }
        #expect(passed == 50)
    }

    @Test("Many at once, of which none was counted yet, have to be waited for")
    func owed() {
        let watch = GuessWatch()
        for _ in 1...149 { watch.count(address(1), at: start) }
        #expect(watch.secondsToWait(address(1), at: start) == 10)
        #expect(watch.secondsToWait(address(1), at: start + .milliseconds(9_999)) == 1)
        #expect(watch.secondsToWait(address(1), at: start + .milliseconds(10_001)) == nil)
    }

    @Test("So many addresses are remembered and no more")
    func bounded() {
        let watch = GuessWatch(generationCapacity: 100)
        for number in 0..<10_000 { watch.count(address(UInt32(number)), at: start) }
        #expect(watch.count <= 200)
    }
}
