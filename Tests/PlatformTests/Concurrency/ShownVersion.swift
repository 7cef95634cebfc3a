import JSON
import TestHarness
import Testing

/// The version and the time that a person shows; the time with microseconds, so that it can be compared as text.
struct ShownVersion: Equatable {
    let version: String
    let time: String

    /// What a person shows now.
    init(of user: String, _ tenant: TestTenant) async throws {
        try self.init(try await tenant.resource("/Users/\(user)")["meta"])
    }

    init(_ meta: JSON?) throws {
        let sent = try #require(meta?["lastModified"]?.stringValue).dropLast()
        version = try #require(meta?["version"]?.stringValue)
        time = sent + String(repeating: "0", count: max(0, 26 - sent.utf8.count)) + "Z"
    }
}

extension ShownVersion {
    /// Reads a person over and over: whatever differs has a later time and another version.
    static func watch(_ user: String, _ tenant: TestTenant) async throws -> Bool {
        var former: (JSON, ShownVersion)?
        var versions: Set<String> = []
        for _ in 0..<150 {
            let answer = try await tenant.send("GET", "/Users/\(user)")
            let now = try Self(try answer.json["meta"])
            let state: JSON = [
                "groups": try answer.json["groups"] ?? .null, "title": try answer.json["title"] ?? .null,
            ]
            if let former, former.0 != state {
                guard now.time > former.1.time, !versions.contains(now.version) else { return false }
            } else if let former {
                guard now == former.1 else { return false }
            }
            versions.insert(now.version)
            former = (state, now)
        }
        return true
    }
}
