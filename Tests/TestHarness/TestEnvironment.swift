internal import Glibc

/// What `deploy/with-cluster` tells the tests about the throw-away PostgreSQL.
enum TestEnvironment {
    /// `host:port` of the throw-away cluster.
    static func address() throws -> String {
        let url = try value("MUSTER_TEST_DATABASE")
        guard let start = url.firstIndex(of: "@"), let end = url.lastIndex(of: "/"), start < end else {
            throw TestDatabaseError("MUSTER_TEST_DATABASE is not like postgresql://postgres@127.0.0.1:5432/postgres")
        }
        return String(url[url.index(after: start)..<end])
    }

    /// `host:port` of the pooler that programs go through, where the tests are run with one (`deploy/pooler`).
    static func pooler() -> String? {
        unsafe getenv("MUSTER_TEST_POOLER").map { unsafe String(cString: $0) }
    }

    /// How many sessions that pooler has for each role and database.
    static func poolerSessions() -> String? {
        unsafe getenv("MUSTER_TEST_POOLER_SESSIONS").map { unsafe String(cString: $0) }
    }

    /// The folder in which the throw-away cluster lives; removed with everything in it at the end.
    static func folder() throws -> String {
        let data = try value("MUSTER_TEST_CLUSTER")
        guard let end = data.lastIndex(of: "/") else { throw TestDatabaseError("MUSTER_TEST_CLUSTER is no path") }
        return String(data[..<end])
    }

    /// Where `initdb` and its like are.
    static func binaries() throws -> String {
        try value("MUSTER_TEST_BINARIES")
    }

    private static func value(_ name: String) throws -> String {
        guard let text = unsafe getenv(name) else {
            throw TestDatabaseError("\(name) is not set; run: deploy/with-cluster swift test")
        }
        return unsafe String(cString: text)
    }
}
