public import Configuration
public import Directory
public import Postgres

extension Settings {
    /// What links are made of.
    ///
    /// - Throws: where a value is not a right one.
    public func publicAddress() throws(ConfigurationError) -> PublicAddress {
        let scheme = try value(PlatformSettings.publicScheme)
        let port = try valueIfSet(PlatformSettings.publicPort)
        return PublicAddress(scheme: scheme.rawValue, port: port.map(UInt16.init(clamping:)))
    }

    /// The pepper, and the one beside it where there is one.
    ///
    /// - Throws: where none is set, or one is too short.
    public func peppers() throws(ConfigurationError) -> Peppers {
        Peppers(try value(PlatformSettings.pepper), beside: try valueIfSet(PlatformSettings.secondPepper))
    }

    /// The same for those who can do without; nil where no pepper is set.
    ///
    /// - Throws: where one is too short.
    public func peppersIfSet() throws(ConfigurationError) -> Peppers? {
        try valueIfSet(PlatformSettings.pepper) == nil ? nil : try peppers()
    }

    /// How the database is reached as a role.
    ///
    /// - Throws: where the address is not set, or a value is not a right one.
    public func database(as role: DatabaseRole) throws(ConfigurationError) -> Database.Configuration {
        var configuration = Database.Configuration(
            url: try value(PlatformSettings.databaseURL), role: role.rawValue)
        configuration.directURL = try valueIfSet(PlatformSettings.databaseDirectURL)
        configuration.preparedStatements = try value(PlatformSettings.databasePrepared)
        configuration.maximumConnections = try value(PlatformSettings.databaseConnections)
        return configuration
    }
}
