import Foundation

extension Conversation {
    private static let folder = Bundle.module.bundleURL.appending(path: "Conversations")

    /// The names of all files, without their ending.
    static let allNames: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }()

    /// Reads the file with that name.
    static func load(_ name: String) throws -> Conversation {
        let bytes = try Data(contentsOf: folder.appending(path: "\(name).json"))
        return try ConversationReader(file: "\(name).json").read(Array(bytes))
    }
}
