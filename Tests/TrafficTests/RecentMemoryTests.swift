import Testing

@testable import Traffic

@Suite("What was used lately")
struct RecentMemoryTests {
    @Test("As much as fits into a generation is kept whole")
    func exactlyFull() {
        var memory = RecentMemory<Int, Int>(generationCapacity: 10)
        for number in 1...10 { memory.insert(number, for: number) }
        let values = (1...10).map { number in memory.value(for: number) }
        #expect(values == Array(1...10))
        #expect(memory.count == 10)
    }

    @Test("Two generations are the most, whatever comes")
    func bounded() {
        var memory = RecentMemory<Int, Int>(generationCapacity: 10)
        for number in 1...1000 {
            memory.insert(number, for: number)
            #expect(memory.count <= 20)
        }
        #expect(memory.value(for: 1000) == 1000)
        #expect(memory.value(for: 970) == nil)
    }

    @Test("What is used stays, and what is not goes")
    func used() {
        var memory = RecentMemory<Int, String>(generationCapacity: 10)
        memory.insert("used", for: -1)
        memory.insert("unused", for: -2)
        for number in 0..<100 {
            memory.insert("", for: number)
            #expect(memory.value(for: -1) == "used", "after \(number)")
        }
        #expect(memory.value(for: -2) == nil)
    }

    @Test("A key has one value, and none once it is forgotten, in either generation", arguments: [0, 1, 10])
    func removal(others: Int) {
        var memory = RecentMemory<Int, String>(generationCapacity: 10)
        memory.insert("old", for: -1)
        for number in 0..<others { memory.insert("", for: number) }
        memory.insert("new", for: -1)
        #expect(memory.value(for: -1) == "new")
        #expect(memory.count == others + 1)
        memory.remove(-1)
        #expect(memory.value(for: -1) == nil)
        #expect(memory.count == others)
    }
}
