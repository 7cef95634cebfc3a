/// Where the value of a setting came from.
public enum SettingOrigin: Hashable, Sendable {
    /// A flag of the command line, with its hyphens.
    case flag(String)
    /// A variable of the environment.
    case environment(String)
    /// A line of the configuration file, counted from 1.
    case file(path: String, line: Int)
    /// The program itself.
    case `default`
}

extension SettingOrigin: CustomStringConvertible {
    /// The origin for people: `flag --listen`, `environment MUSTER_LISTEN`, `file /etc/muster.conf:3`, `default`.
    public var description: String {
        switch self {
        case .flag(let name): "flag \(name)"
        case .environment(let name): "environment \(name)"
        case .file(let path, let line): "file \(path):\(line)"
        case .default: "default"
        }
    }
}
