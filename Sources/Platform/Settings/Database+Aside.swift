internal import Postgres

extension Database {
    /// A connection of its own for what has to be told apart from the work: neither ever waits for the other.
    static func aside(_ configuration: Database.Configuration) -> Database {
        var configuration = configuration
        configuration.applicationName = "muster aside"
        configuration.maximumConnections = 1
        configuration.minimumConnections = 0
        configuration.sharedConnections = 0
        return Database(configuration: configuration)
    }
}
