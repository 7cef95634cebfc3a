import Reactor
import Testing

@Suite struct SharedPoolTests {
    @Test(arguments: [(false, true), (true, false)])
    func onlyWorkThatIsMuchLeavesTheLoop(isMuch: Bool, isOnLoop: Bool) async {
        let loop = EventLoop()
        let places = await withTaskExecutorPreference(loop) {
            let before = loop.isCurrent
            let work = await SharedPool.run(if: isMuch) { loop.isCurrent }
            return [before, work, loop.isCurrent]
        }
        #expect(places == [true, isOnLoop, true])
    }
}
