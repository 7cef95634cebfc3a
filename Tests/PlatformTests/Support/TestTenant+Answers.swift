import Directory
import JSON
import TestHarness

extension TestTenant {
    /// The host name as text.
    var host: String { hostname.text }

    /// Makes what a test needs to be there, and returns its id.
    func createID(_ path: String, _ body: JSON) async throws -> String {
        let response = try await send("POST", path, body)
        guard response.status == 201, let id = try response.json["id"]?.stringValue else {
            throw TestFault(description: "\(response.status) \(response.text.prefix(1000))")
        }
        return id
    }

    /// A resource as it is now.
    func resource(_ path: String) async throws -> JSON {
        let response = try await send("GET", path)
        guard response.status == 200 else {
            throw TestFault(description: "\(response.status) \(response.text.prefix(1000))")
        }
        return try response.json
    }

    /// The resources that a filter finds.
    func found(_ path: String, _ filter: String) async throws -> [JSON] {
        let response = try await send("POST", path + "/.search", ["filter": .string(filter), "count": 1000])
        guard response.status == 200 else {
            throw TestFault(description: "\(response.status) \(response.text.prefix(1000))")
        }
        return try response.json["Resources"]?.arrayValue ?? []
    }

    /// The ids of the members of a group.
    func members(of group: String) async throws -> Set<String> {
        let members = try await resource("/Groups/\(group)")["members"]?.arrayValue ?? []
        return Set(members.compactMap { $0["value"]?.stringValue })
    }
}
