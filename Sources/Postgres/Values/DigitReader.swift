/// Reads the parts of a timestamp from left to right.
struct DigitReader {
    private let text: [UInt8]
    private var position = 0

    init(_ text: [UInt8]) {
        self.text = text
    }

    var isAtEnd: Bool { position == text.count }

    /// A number of exactly so many digits.
    mutating func number(digits: Int) -> Int64? {
        guard position + digits <= text.count else { return nil }
        var number: Int64 = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    /// Steps over the character if it is next.
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// Microseconds after the point, if there is one; nil where a point is followed by no digit or by too many.
    mutating func fraction() -> Int64? {
        guard skip(".") else { return 0 }
        var number: Int64 = 0
        var count = 0
        while let digit = digit() {
            number = number * 10 + digit
            count += 1
            guard count <= 6 else { return nil }
        }
        guard count > 0 else { return nil }
        for _ in count..<6 { number *= 10 }
        return number
    }

    /// Seconds east of UTC: `+00`, `-03:30`, `+00:19:32`, `Z`, or nothing.
    mutating func offset() -> Int64? {
        if isAtEnd || skip("Z") { return 0 }
        let isNegative = skip("-")
        guard isNegative || skip("+"), let hours = number(digits: 2) else { return nil }
        var seconds = hours * 3600
        for unit: Int64 in [60, 1] where skip(":") {
            guard let part = number(digits: 2) else { return nil }
            seconds += part * unit
        }
        return isNegative ? -seconds : seconds
    }

    private mutating func digit() -> Int64? {
        guard position < text.count, 48...57 ~= text[position] else { return nil }
        position += 1
        return Int64(text[position - 1]) - 48
    }
}
