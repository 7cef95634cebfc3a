internal import Time

/// The keywords and values with which libpq opens a connection.
struct ConnectionParameters: Sendable {
    private(set) var values: [String: String]
    /// How long one server may take to let a connection in.
    let timeout: Duration

    /// Takes the address, and fills in what it leaves open.
    init(_ configuration: Database.Configuration) {
        values = configuration.url.values
        let seconds = values["connect_timeout"].flatMap { Int64($0) } ?? 0
        timeout = seconds > 0 ? .seconds(seconds) : configuration.connectTimeout
        setUnlessGiven("user", configuration.role)
        setUnlessGiven("application_name", configuration.applicationName)
        // A server that vanished without a word is noticed after about ten seconds.
        setUnlessGiven("keepalives_idle", "5")
        setUnlessGiven("keepalives_interval", "2")
        setUnlessGiven("keepalives_count", "3")
        setUnlessGiven("tcp_user_timeout", "10000")
        // What else a session needs belongs to its role: see SessionSetting.
        values["client_encoding"] = "UTF8"
    }

    private mutating func setUnlessGiven(_ keyword: String, _ value: String?) {
        guard let value, values[keyword, default: ""].isEmpty else { return }
        values[keyword] = value
    }
}
