internal import Postgres

/// What the server says about itself and the database.
struct ServerFacts: Sendable {
    /// For example `15.14 (Debian …)`.
    let version: String
    /// For example 150014.
    let versionNumber: Int
    /// How the database keeps text.
    let encoding: String
    /// What time it is there.
    let secondsSince1970: Double
}
