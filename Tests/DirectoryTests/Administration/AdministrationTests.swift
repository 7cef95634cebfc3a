import Postgres
import Testing

@testable import Administration

@Suite("Administration")
struct AdministrationTests {
    @Test("An error tells people what to do, and developers its code")
    func errorTexts() {
        let error = AdministrationError(.notFound, "There is none.")
        #expect(error.description == "There is none.")
        #expect(error.debugDescription == "AdministrationError(not_found): There is none.")
    }

    @Test(
        "Clocks may be nearly five seconds apart, and not five",
        arguments: [
            (0, true), (4.99, true), (-4.99, true), (5, false), (-5, false), (1e9, false),
        ])
    func clock(difference: Double, isHealthy: Bool) {
        #expect(Diagnosis.clock(difference).isHealthy == isHealthy)
    }
}
