import Testing

@testable import HTTPClient

@Suite("Delivery of webhooks")
struct DeliveryTests {
    private func outcome(_ status: Int, retryAfter: String? = nil) -> DeliveryOutcome {
        let headers = retryAfter.map { [(name: "retry-after", value: $0)] } ?? []
        return DeliveryOutcome(OutgoingResponse(status: status, headers: headers))
    }

    @Test("only 2xx means that the receiver has it", arguments: [200, 201, 204, 299])
    func delivered(status: Int) {
        #expect(outcome(status) == .delivered)
    }

    @Test(
        "everything else is a failure, redirects too",
        arguments: [199, 300, 301, 302, 307, 308, 400, 401, 404, 409, 411, 418, 429, 500, 502, 503, 504, 599, 999])
    func failed(status: Int) {
        #expect(outcome(status) == .failed(retryAfter: nil))
    }

    @Test("410 means never again")
    func gone() {
        #expect(outcome(410, retryAfter: "5") == .endpointGone)
        #expect(DeliverySchedule.standard.decision(after: .endpointGone, attempt: 1) == .disableEndpoint)
        #expect(DeliverySchedule.standard.decision(after: .endpointGone, attempt: 10) == .disableEndpoint)
    }

    @Test("a busy server may say when to come back", arguments: [429, 502, 503, 504])
    func busy(status: Int) {
        #expect(outcome(status, retryAfter: "120") == .failed(retryAfter: .seconds(120)))
    }

    @Test("other servers may not", arguments: [301, 400, 500])
    func notBusy(status: Int) {
        #expect(outcome(status, retryAfter: "120") == .failed(retryAfter: nil))
    }

    @Test(
        "an hour is the longest that is waited for",
        arguments: [("3600", 3600), ("3601", 3600), ("99999999999999999999999", 3600), ("0", 0), ("0000005", 5)])
    func longest(text: String, seconds: Int) {
        #expect(outcome(429, retryAfter: text) == .failed(retryAfter: .seconds(seconds)))
    }

    @Test(
        "what is no whole number of seconds is passed over",
        arguments: ["", "-1", "+1", "1.5", " 1", "1s", "Fri, 31 Dec 2027 23:59:59 GMT", "٣"])
    func malformed(text: String) {
        #expect(outcome(429, retryAfter: text) == .failed(retryAfter: nil))
    }

    @Test("what was never sent is no attempt, and everything else that ends without an answer is one")
    func notAttempted() {
        for code in HTTPClientError.Code.allCases {
            let outcome = DeliveryOutcome(HTTPClientError(code))
            #expect((outcome == .notAttempted) == (code == .noSlot || code == .cancelled), "\(code)")
        }
    }

    @Test("an endpoint rests from the third failure on, longer and longer, and never for more than 15 minutes")
    func rest() {
        let rests = (1...9).map { DeliverySchedule.standard.rest(afterFailures: $0) }
        #expect(rests == [nil, nil] + [5, 30, 120, 300, 900, 900, 900].map { Duration.seconds($0) })
        #expect(DeliverySchedule.standard.rest(afterFailures: .max) == .seconds(900))
        #expect(DeliverySchedule(delays: [.seconds(3600)]).rest(afterFailures: 3) == DeliverySchedule.longestRest)
        #expect(DeliverySchedule(delays: []).rest(afterFailures: 3) == nil)
    }

    @Test("attempts for three days, soon at first and then every 15 minutes, and then never again")
    func schedule() {
        let schedule = DeliverySchedule.standard
        let expected = [5, 30, 120, 300] + [Int](repeating: 900, count: 288)
        let failure = DeliveryOutcome.failed(retryAfter: nil)
        #expect(schedule.attempts == 293)
        #expect(schedule.length == .seconds(3 * 86_400 + 455))
        for (index, seconds) in expected.enumerated() {
            #expect(
                schedule.decision(after: failure, attempt: index + 1, chance: 0) == .retry(after: .seconds(seconds)))
        }
        #expect(schedule.decision(after: failure, attempt: 293) == .dead)
        #expect(schedule.decision(after: failure, attempt: .max) == .dead)
        #expect(schedule.decision(after: .delivered, attempt: 293) == .done)
    }

    @Test("chance makes a delay at most a tenth longer, and never shorter", arguments: [-1, 0, 0.5, 1, 2])
    func jitter(chance: Double) throws {
        let decision = DeliverySchedule.standard.decision(
            after: .failed(retryAfter: nil), attempt: 4, chance: chance)
        #expect(decision == .retry(after: .seconds(300) * (1 + 0.1 * min(max(chance, 0), 1))))
    }

    @Test("the receiver's wish counts where it is longer than the schedule", arguments: [4, 5, 6, 3600])
    func wish(seconds: Int) {
        let decision = DeliverySchedule.standard.decision(
            after: .failed(retryAfter: .seconds(seconds)), attempt: 1, chance: 0)
        #expect(decision == .retry(after: .seconds(max(seconds, 5))))
    }
}
