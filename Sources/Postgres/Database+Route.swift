extension Database {
    /// Which way connections take.
    public enum Route: Sendable, Hashable {
        /// By the address for everything: perhaps through a pooler, which lends a session for one transaction.
        case pooled
        /// To PostgreSQL itself, for what needs a session of its own: `LISTEN`, locks of the session, migrations.
        case direct
    }
}

extension Database.Configuration {
    /// The same database, reached by a route. Without an address of its own the direct one is that for everything.
    public func by(_ route: Database.Route) -> Database.Configuration {
        guard route == .direct, let directURL else { return self }
        var configuration = self
        configuration.url = directURL
        configuration.preparedStatements = .named
        return configuration
    }
}
