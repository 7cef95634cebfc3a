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
        values["client_encoding"] = "UTF8"
        if configuration.preparesStatements {
            let given = values["options"].map { [$0] } ?? []
            values["options"] = (Self.sessionOptions(configuration) + given).joined(separator: " ")
        }
    }

    private mutating func setUnlessGiven(_ keyword: String, _ value: String?) {
        guard let value, values[keyword, default: ""].isEmpty else { return }
        values[keyword] = value
    }

    private static func sessionOptions(_ configuration: Database.Configuration) -> [String] {
        // What the decoders read must not depend on how the server or the role is set up.
        var options = ["-c datestyle=ISO,YMD", "-c timezone=UTC", "-c bytea_output=hex"]
        // Statements after a lock must see what the one before them has committed.
        options.append(#"-c default_transaction_isolation=read\ committed"#)
        // Prepared statements are planned once. Left to itself PostgreSQL plans one with LIMIT $1 anew each time, which
        // takes several times as long as running it.
        options.append("-c plan_cache_mode=force_generic_plan")
        // A plan that was made while a table was small serves when it has grown. And every statement is short: a wrong
        // estimate must not have machine code or other processes made for it.
        options += ["-c enable_seqscan=off", "-c enable_bitmapscan=off", "-c jit=off"]
        options += ["-c max_parallel_workers_per_gather=0"]
        // A backend whose client has closed the connection stops working within a second.
        options.append("-c client_connection_check_interval=1000")
        if let timeout = configuration.statementTimeout {
            let milliseconds = max(1, timeout.inMilliseconds)
            options.append("-c statement_timeout=\(milliseconds)")
            options.append("-c idle_in_transaction_session_timeout=\(milliseconds)")
        }
        return options
    }
}
