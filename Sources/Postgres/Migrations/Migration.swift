internal import FoundationEssentials

/// One file of the database's structure: a numbered step, or functions.
///
/// A step is applied once and never changed again. Functions are applied after all steps, and again whenever their file
/// has changed, so that each of them stands in one place, as it runs now.
public struct Migration: Sendable, Hashable {
    /// The place in the order, from 1 without a gap; nil where these are functions.
    public let number: Int?
    /// What it does, in words with hyphens; of functions with their folder, for example `functions/users`.
    public let name: String
    /// The statements; they run in one transaction, so they must not hold `BEGIN` or `COMMIT`.
    public let text: String

    /// A step from its parts.
    public init(number: Int, name: String, text: String) {
        self.number = number
        self.name = name
        self.text = text
    }

    /// Functions from their parts.
    ///
    /// - Parameters:
    ///   - functions: what they are about, in words with hyphens.
    ///   - text: statements that may run any number of times, such as `CREATE OR REPLACE FUNCTION`.
    public init(functions: String, text: String) {
        number = nil
        name = Self.folder + "/" + functions
        self.text = text
    }

    /// The file name, for example `0001-roles.sql` or `functions/users.sql`.
    public var fileName: String { Self.fileName(number, name) }

    static func fileName(_ number: Int?, _ name: String) -> String {
        guard let number else { return name + ".sql" }
        let digits = String(number)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits + "-\(name).sql"
    }
}

extension Migration {
    private static let folder = "functions"

    /// Reads the steps of a directory, in order.
    ///
    /// - Parameter directory: the path; files that do not end in `.sql` are left out.
    /// - Throws: ``DatabaseError/Code/migration`` where there are none, or a file cannot be read or is not named `NNNN-name.sql`.
    public static func files(in directory: String) throws(DatabaseError) -> [Migration] {
        var migrations: [Migration] = []
        for name in try names("migrations", in: directory) {
            let stem = name.dropLast(4)
            guard stem.utf8.count > 5, stem.utf8.dropFirst(4).first == UInt8(ascii: "-"),
                stem.utf8.prefix(4).allSatisfy({ 48...57 ~= $0 }), let number = Int(stem.prefix(4))
            else { throw DatabaseError(.migration, message: "\(name) is not named like 0001-name.sql") }
            migrations.append(
                Migration(number: number, name: String(stem.dropFirst(5)), text: try text(of: name, in: directory)))
        }
        return migrations
    }

    /// Reads the functions of a directory, in the order of their names.
    ///
    /// - Parameter directory: the path of the steps, beside which they have a folder of their own.
    /// - Throws: ``DatabaseError/Code/migration`` where there are none, or a file cannot be read.
    public static func functions(in directory: String) throws(DatabaseError) -> [Migration] {
        let directory = directory + "/" + folder
        var functions: [Migration] = []
        for name in try names("functions", in: directory) {
            functions.append(
                Migration(functions: String(name.dropLast(4)), text: try text(of: name, in: directory)))
        }
        return functions
    }

    private static func names(_ kind: String, in directory: String) throws(DatabaseError) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw DatabaseError(.migration, message: "the \(kind) in \(directory) cannot be read")
        }
        let files = names.filter { $0.hasSuffix(".sql") }.sorted()
        guard !files.isEmpty else {
            throw DatabaseError(.migration, message: "there are no \(kind) in \(directory)")
        }
        return files
    }

    private static func text(of fileName: String, in directory: String) throws(DatabaseError) -> String {
        guard let text = try? String(contentsOfFile: directory + "/" + fileName, encoding: .utf8) else {
            throw DatabaseError(.migration, message: "\(fileName) cannot be read as UTF-8")
        }
        return text
    }
}
