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
