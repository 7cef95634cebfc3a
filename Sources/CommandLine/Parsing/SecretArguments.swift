internal import Postgres

/// Keeps passwords out of the arguments of the process, which other users of the machine can read.
enum SecretArguments {
    /// The name of the setting that may hold a password.
    static let databaseURL = "database-url"

    /// Whether a libpq address holds a password: `postgresql://user:secret@…`, `?password=…`, `password=…`.
    static func holdsPassword(_ address: String) -> Bool {
        if let url = DatabaseURL(parsing: address) { return url.holdsPassword }
        // One that cannot be read is refused later, but must not have been shown by then.
        if address.firstRange(of: "password") != nil { return true }
        guard let scheme = address.firstRange(of: "://") else { return false }
        let authority = address[scheme.upperBound...].prefix { !"/?#".contains($0) }
        return authority.lastIndex(of: "@").map { authority[..<$0].contains(":") } ?? false
    }
}
