import Testing

@testable import HTTPServer

@Suite("The room for unread answers")
struct ResponseBudgetTests {
    private let one = Origin(1)
    private let two = Origin(2)
    private let three = Origin(3)

    @Test("is half of it for one origin: at the limit, and one byte past it")
    func share() {
        var budget = ResponseBudget(limit: 100)
        let answers = [
            budget.reserve(20, of: one), budget.reserve(31, of: one), budget.reserve(30, of: one),
            budget.reserve(1, of: one), budget.reserve(1, of: two),
        ]
        #expect(answers == [true, false, true, false, true])
    }

    @Test("ends for all together: at the limit, and one byte past it")
    func together() {
        var budget = ResponseBudget(limit: 100)
        let answers = [
            budget.reserve(50, of: one), budget.reserve(49, of: two), budget.reserve(2, of: three),
            budget.reserve(1, of: three),
        ]
        #expect(answers == [true, true, false, true])
        #expect(budget.total == 100)
    }

    @Test("comes back when an answer has ended")
    func release() {
        var budget = ResponseBudget(limit: 100)
        let first = budget.reserve(50, of: one)
        budget.release(50, of: one)
        let second = budget.reserve(50, of: one)
        #expect(first && second)
        #expect(budget.total == 50)
    }

    @Test("takes one answer whatever its size where nothing waits, and nothing beside it")
    func larger() {
        var budget = ResponseBudget(limit: 100)
        let answers = [budget.reserve(1_000, of: one), budget.reserve(1, of: one), budget.reserve(1, of: two)]
        #expect(answers == [true, false, false])
    }
}
