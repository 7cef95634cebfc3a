import JSON
import Testing

@Suite struct ValueTests {
    private let person: JSON = [
        "userName": "ada", "active": true, "age": 36, "score": 1.5, "emails": ["a@example.com"],
    ]

    @Test("An accessor gives the value of its own kind and nothing for the others")
    func accessors() {
        #expect(person["userName"]?.stringValue == "ada")
        #expect(person["active"]?.boolValue == true)
        #expect(person["age"]?.integerValue == 36)
        #expect(person["emails"]?.arrayValue == ["a@example.com"])
        #expect(person.objectValue?.count == 5)
        #expect(person["score"]?.integerValue == nil)
        #expect(person["age"]?.boolValue == nil)
        #expect(person["age"]?.stringValue == nil)
        #expect(person["userName"]?.arrayValue == nil)
        #expect(person["userName"]?["x"] == nil)
        #expect(person["USERNAME"] == nil)
        #expect(JSON.null.isNull && !person.isNull)
    }

    @Test("The order of members does not count, anything else does")
    func equality() {
        let one: JSON = ["a": 1, "b": ["c": 2, "d": 3]]
        let same: JSON = ["b": ["d": 3, "c": 2], "a": 1]
        #expect(one == same)
        #expect(one.hashValue == same.hashValue)
        #expect(one != ["a": 1, "b": ["c": 2, "d": 4]])
        #expect(one != ["a": 1, "c": ["c": 2, "d": 3]])
        #expect(one != ["a": 1])
        #expect(JSON.integer(1) != .decimal(1))
        #expect(JSON.array([1, 2]) != [2, 1])
    }

    @Test("Objects of one size do not all hash alike")
    func hashing() {
        let hashes = Set((0..<100).map { (JSON.object(["value": .integer($0)])).hashValue })
        #expect(hashes.count > 90)
    }

    @Test("Setting nil takes a member out, setting null does not")
    func removal() {
        var object: JSON.Object = ["a": 1, "b": 2]
        object["a"] = nil
        object["b"] = .some(.null)
        object["c"] = nil
        #expect(JSON.object(object).serialized() == Array(#"{"b":null}"#.utf8))
    }
}
