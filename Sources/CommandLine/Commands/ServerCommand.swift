internal import Configuration
internal import HTTPServer
internal import Observability
internal import Platform

extension Command {
    /// The server.
    static let server = Command(
        "muster-server", summary: "Serves SCIM 2.0, introspection and the event feed for every tenant",
        discussion: """
            Runs until SIGTERM or SIGINT, then answers what it has begun and exits with 0. Logs JSON lines to standard \
            error. Any number of servers may run beside one another. Connects to the database as muster_app, or as \
            muster_product with --surfaces product. Listening sockets that systemd hands over, named listen or \
            operations, are served on instead of --listen and --operations-listen.
            """,
        examples: [
            "muster-server", "muster-server --surfaces product --listen 127.0.0.1:8081 --operations-listen 127.0.0.1:0",
        ],
        Action { invocation in
            var configuration = try PlatformConfiguration(invocation.settings)
            let sockets = try InheritedSocket.claim(as: ["listen", "operations"])
            configuration.inheritedSocket = sockets["listen"]
            configuration.inheritedOperationsSocket = sockets["operations"]
            let logger = try invocation.logger("muster-server")
            try await PlatformServer(configuration, logger: logger, metrics: Metrics()).run()
            return .nothing
        })
}
