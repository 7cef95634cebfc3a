/// The limits that a pool's decisions keep; ``Database/Configuration`` says what each is for.
struct PoolLimits {
    var maximumConnections: Int
    var minimumConnections: Int
    var sharedConnections: Int
    var maximumSharedUnits: Int
    var queueLimit: Int
    var stallLimit: Duration
    var operationTimeout: Duration
    var idleLifetime: Duration

    init(_ configuration: Database.Configuration) {
        maximumConnections = configuration.maximumConnections
        minimumConnections = configuration.minimumConnections
        sharedConnections = configuration.sharedConnections
        maximumSharedUnits = configuration.maximumSharedUnits
        queueLimit = configuration.queueLimit
        stallLimit = configuration.stallLimit
        operationTimeout = configuration.operationTimeout
        idleLifetime = configuration.idleLifetime
    }
}
