import JSON
import Testing

@Suite("Texts are compared by their bytes")
struct ExactTextTests {
    private static let composed = "Jos\u{E9}"
    private static let decomposed = "Jose\u{301}"

    @Test("Composed and decomposed are two values, two names of members and two hashes")
    func composition() {
        let (left, right) = (Self.composed, Self.decomposed)
        #expect(left == right, "Swift's own comparison takes them for one")
        #expect(JSON.string(left) != JSON.string(right))
        #expect(JSON.array([.string(left)]) != JSON.array([.string(right)]))
        #expect(ExactText(left) != ExactText(right))
        #expect(Set([JSON.string(left), .string(right)]).count == 2)
        var object = JSON.Object()
        object[left] = 1
        object[right] = 2
        #expect(object.count == 2)
        #expect(object[left] == 1 && object[right] == 2)
        var other = JSON.Object()
        other[right] = 1
        other[left] = 2
        #expect(JSON.object(object) != .object(other))
        #expect(object["\u{212A}"] == nil)
        object["\u{212A}"] = 3
        #expect(object["K"] == nil, "the Kelvin sign is no K")
    }

    @Test("What is the same byte for byte is the same, whatever the order of members")
    func same() {
        let one: JSON = ["a": .string(Self.decomposed), "b": [1, 2.5, true, .null]]
        let two: JSON = ["b": [1, 2.5, true, .null], "a": .string(Self.decomposed)]
        #expect(one == two)
        #expect(one.hashValue == two.hashValue)
    }
}
