internal import Administration
internal import FoundationEssentials

/// Finds the folder with the migrations.
enum MigrationsDirectory {
    private static let name = "Migrations"

    /// The folder: the given one, that of the working directory, or one that belongs to the program.
    ///
    /// - Parameters:
    ///   - given: what is configured.
    ///   - executable: the path of the program.
    /// - Throws: where there is none.
    static func find(given: String?, executable: String = runningProgram) throws -> String {
        if let given { return given }
        let candidates = [name] + besideProgram(executable)
        if let found = candidates.first(where: isDirectory) { return found }
        throw AdministrationError.noMigrations
    }

    /// Where an installed program has them (`…/bin/muster`, `…/share/muster/Migrations`), and where a program that
    /// was built in the repository finds them above itself.
    static func besideProgram(_ executable: String) -> [String] {
        let parts = executable.split(separator: "/").dropLast()
        let installed = "/" + (parts.dropLast() + ["share", "muster"]).joined(separator: "/") + "/\(name)"
        let above = (0...3).map { "/" + (parts.dropLast($0) + [Substring(name)]).joined(separator: "/") }
        return [installed] + above
    }

    private static var runningProgram: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    }

    private static func isDirectory(_ path: String) -> Bool {
        var isDirectory = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
    }
}
