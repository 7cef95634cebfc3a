import Synchronization

/// Makes the names of requests.
///
/// A name must be unique over all processes for as long as logs are kept, and cheap; nobody's access depends on it.
/// So the process draws its half once, and counts through the other half in a scrambled order.
public enum RequestID {
    private static let process = UInt64.random(in: .min ... .max)
    private static let start = UInt64.random(in: .min ... .max)
    private static let count = Atomic<UInt64>(0)

    /// A name never returned before: 32 lower-case hexadecimal digits.
    public static func next() -> String {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        let second = scrambled(start &+ number)
        return unsafe String(unsafeUninitializedCapacity: 32) { digits in
            unsafe write(process, into: digits, at: 0)
            unsafe write(second, into: digits, at: 16)
            return 32
        }
    }

    /// A bijection that spreads neighbouring numbers apart: multiplications by odd constants and shifts.
    private static func scrambled(_ number: UInt64) -> UInt64 {
        var value = number &* 0x9e37_79b9_7f4a_7c15
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }

    private static func write(_ value: UInt64, into digits: UnsafeMutableBufferPointer<UInt8>, at offset: Int) {
        for position in 0..<16 {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(60 - 4 * position)) & 0xf
            unsafe digits[offset + position] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
        }
    }
}
