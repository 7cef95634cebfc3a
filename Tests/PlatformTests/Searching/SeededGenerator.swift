import FoundationEssentials

/// Random numbers that are the same again for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// True once in so many times.
    mutating func oneIn(_ number: Int) -> Bool {
        Int.random(in: 0..<number, using: &self) == 0
    }

    /// One of several.
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self)]
    }
}

extension SeededGenerator {
    /// The seeds of a run: a new one each time beside one that stays, or only that of MUSTER_TEST_SEED, to repeat a
    /// failure.
    static var seeds: [UInt64] {
        if let seed = ProcessInfo.processInfo.environment["MUSTER_TEST_SEED"].flatMap({ UInt64($0) }) { return [seed] }
        return [20_250_101, UInt64.random(in: 0...UInt64.max)]
    }
}
