import Directory
import FoundationEssentials
import JSON
import Postgres
import TestHarness
import Testing

/// A program of the operator: a registered client and its credentials.
struct ProductProgram: Sendable {
    /// The Authorization header.
    let authorization: String

    /// Registers a client.
    static func register(_ platform: RunningPlatform) async throws -> ProductProgram {
        let pepper = RunningPlatform.peppers.current
        let (id, secret) = (UUID.version7(), try IssuedSecret.mint(.client))
        _ = try await platform.staff.pipeline(
            APIClients.insert(id: id, name: id.text, digest: secret.digest(pepper: pepper)))
        let credentials = Data("\(id.text):\(secret.text)".utf8).base64EncodedString()
        return ProductProgram(authorization: "Basic \(credentials)")
    }

    /// Asks where the surfaces are served.
    func get(_ path: String, _ platform: RunningPlatform) async throws -> HTTPTestResponse {
        try await HTTPTestClient(port: platform.port).send(
            "GET", path, headers: [("Authorization", authorization)])
    }

    /// The end of the feed as it is now.
    func lastCursor(_ platform: RunningPlatform) async throws -> String {
        let page = try await get("/api/v1/events?limit=1000", platform).json
        return try #require(page["next"]?.stringValue)
    }
}
