public import Configuration

extension PlatformConfiguration {
    /// What a server is made of, as it is configured.
    ///
    /// - Throws: where something is missing, or a value is not a right one.
    public init(_ settings: Settings) throws(ConfigurationError) {
        let surfaces = try settings.value(PlatformSettings.surfaces)
        self.init(
            database: try settings.database(as: PlatformSurface.role(serving: surfaces)),
            peppers: try settings.peppers(),
            address: try settings.publicAddress(), listen: try settings.value(PlatformSettings.listen),
            operationsListen: try settings.value(PlatformSettings.operationsListen), surfaces: surfaces,
            tenantRequestsPerSecond: try settings.valueIfSet(PlatformSettings.tenantRequestsPerSecond),
            trustedProxies: try settings.value(PlatformSettings.trustedProxies))
    }
}
