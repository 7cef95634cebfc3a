/// A variable of the environment that looks like a setting and is none.
///
/// It is a reason for a warning and no more: the environment belongs to others too, and a program that refused to start
/// over a variable that somebody else may have meant would be stopped by the wrong people.
public struct StrayVariable: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// The variable that was most likely meant, if one is near enough.
    public let nearest: String?

    /// What tests and scripts of the project itself use.
    static let foreignPrefixes = ["MUSTER_TEST_", "MUSTER_POSTGRES_"]

    /// Finds the variables that begin as those of settings do and give none, in the order of their names.
    public static func find(in environment: [String: String], known settings: [any AnySetting]) -> [StrayVariable] {
        let prefix = SettingName.environment("")
        let known = settings.flatMap(\.environmentVariables) + [SettingName.environment("config")]
        let strays = environment.keys.filter { name in
            name.utf8.starts(with: prefix.utf8) && !known.contains(name)
                && !foreignPrefixes.contains { name.utf8.starts(with: $0.utf8) }
        }
        return strays.sorted().map { StrayVariable(name: $0, nearest: NearestName.find($0, in: known)) }
    }

    /// The warning, for people.
    public var warning: String {
        "There is no setting \(name); the variable is not looked at." + (nearest.map { " Did you mean \($0)?" } ?? "")
    }
}
