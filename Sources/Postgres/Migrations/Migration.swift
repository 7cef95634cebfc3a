internal import FoundationEssentials

/// One numbered step of the database's structure.
public struct Migration: Sendable, Hashable {
    /// The place in the order, from 1 without a gap.
    public let number: Int
    /// What it does, in words with hyphens.
    public let name: String
    /// The statements; they run in one transaction, so they must not hold `BEGIN` or `COMMIT`.
    public let text: String

    /// A migration from its parts.
    public init(number: Int, name: String, text: String) {
        self.number = number
        self.name = name
        self.text = text
    }

    /// The file name, for example `0001-roles.sql`.
    public var fileName: String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits + "-\(name).sql"
    }
}

extension Migration {
    /// Reads the migrations of a directory, in order.
    ///
    /// - Parameter directory: the path; files that do not end in `.sql` are left out.
    /// - Throws: ``DatabaseError/Code/migration`` where there are none, or a file cannot be read or is not named `NNNN-name.sql`.
    public static func files(in directory: String) throws(DatabaseError) -> [Migration] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw DatabaseError(.migration, message: "the migrations in \(directory) cannot be read")
        }
        guard names.contains(where: { $0.hasSuffix(".sql") }) else {
            throw DatabaseError(.migration, message: "there are no migrations in \(directory)")
        }
        var migrations: [Migration] = []
        for name in names.sorted() where name.hasSuffix(".sql") {
            migrations.append(try Migration(fileName: name, directory: directory))
        }
        return migrations
    }

    private init(fileName: String, directory: String) throws(DatabaseError) {
        let stem = fileName.dropLast(4)
        guard stem.utf8.count > 5, stem.utf8.dropFirst(4).first == UInt8(ascii: "-"),
            stem.utf8.prefix(4).allSatisfy({ 48...57 ~= $0 }), let number = Int(stem.prefix(4))
        else { throw DatabaseError(.migration, message: "\(fileName) is not named like 0001-name.sql") }
        guard let text = try? String(contentsOfFile: directory + "/" + fileName, encoding: .utf8) else {
            throw DatabaseError(.migration, message: "\(fileName) cannot be read as UTF-8")
        }
        self.init(number: number, name: String(stem.dropFirst(5)), text: text)
    }
}
