import Directory
import Testing

@Suite("Instants on the wire")
struct TimestampTests {
    @Test("What is not ISO in UTC is refused", arguments: ["", "infinity", "2026-01-02", "2026-01-02 03:04:05.678+01"])
    func refused(text: String) {
        #expect(Timestamp(iso: text) == nil)
    }

    @Test(
        "A second has three or six digits after its point, also where PostgreSQL leaves zeros off",
        arguments: [
            ("2026-01-02 03:04:05+00", "2026-01-02T03:04:05.000Z"),
            ("2026-01-02 03:04:05.6+00", "2026-01-02T03:04:05.600Z"),
            ("2026-01-02 03:04:05.67+00", "2026-01-02T03:04:05.670Z"),
            ("2026-01-02 03:04:05.678+00", "2026-01-02T03:04:05.678Z"),
            ("2026-01-02 03:04:05.6789+00", "2026-01-02T03:04:05.678900Z"),
            ("2026-01-02 03:04:05.678901+00", "2026-01-02T03:04:05.678901Z"),
        ])
    func digits(iso: String, text: String) {
        #expect(Timestamp(iso: iso)?.text == text)
    }
}
