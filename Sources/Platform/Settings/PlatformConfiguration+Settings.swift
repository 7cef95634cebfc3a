public import Configuration

extension PlatformConfiguration {
    /// What a server is made of, as it is configured.
    ///
    /// - Throws: where something is missing, or a value is not a right one.
    public init(_ settings: Settings) throws(ConfigurationError) {
        self.init(
            database: try settings.database(as: .app), peppers: try settings.peppers(),
            address: try settings.publicAddress(), listen: try settings.value(PlatformSettings.listen),
            adminListen: try settings.value(PlatformSettings.adminListen),
            tenantRequestsPerSecond: try settings.valueIfSet(PlatformSettings.tenantRequestsPerSecond),
            trustedProxies: try settings.value(PlatformSettings.trustedProxies))
    }
}
