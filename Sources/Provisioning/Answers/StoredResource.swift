internal import Reactor
internal import SCIM

/// A resource as the database gives it, which can be written as the JSON that a client gets.
protocol StoredResource {
    /// How many bytes it has that grow with what is stored.
    var storedBytes: Int { get }

    /// The part of the resource that a client asked for, as JSON text.
    func json(below baseURL: String, _ projection: Projection) throws -> [UInt8]
}

extension StoredResource {
    /// Writes the resource: here, or on the shared pool if it is large.
    func rendered(below baseURL: String, _ projection: Projection) async throws -> [UInt8] {
        try await SharedPool.run(if: projection.isMuch(storedBytes)) { try json(below: baseURL, projection) }
    }
}

extension Projection {
    /// Whether resources of so many bytes are written elsewhere: a part of a resource has to be parsed before.
    func isMuch(_ bytes: Int) -> Bool {
        bytes > (isEverything ? SharedPool.copiedBytes : SharedPool.parsedBytes)
    }
}
