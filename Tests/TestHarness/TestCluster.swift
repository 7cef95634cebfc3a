internal import FoundationEssentials
internal import Glibc
internal import Synchronization

/// A PostgreSQL of a test's own, to be killed, frozen and restarted.
public struct TestCluster: Sendable {
    private static let created = Atomic<Int>(0)

    private let data: String
    private let binaries: String
    private let port: Int

    /// The URL under which the superuser reaches the database `postgres`.
    public var url: String { "postgresql://postgres@\(address)/postgres" }

    /// `host:port`.
    var address: String { "127.0.0.1:\(port)" }

    /// Where the server writes its log.
    var logPath: String { data + "/log" }

    /// Lends a running cluster to the closure, and removes it afterwards.
    public static func with<Result>(_ body: (TestCluster) async throws -> Result) async throws -> Result {
        let number = created.add(1, ordering: .relaxed).oldValue
        let cluster = TestCluster(
            data: "\(try TestEnvironment.folder())/cluster_\(getpid())_\(number)",
            binaries: try TestEnvironment.binaries(), port: try freePort())
        do {
            try await cluster.initialise()
            try await cluster.start()
            let result = try await body(cluster)
            await cluster.remove()
            return result
        } catch {
            await cluster.remove()
            throw error
        }
    }

    /// Starts the server, and returns when it answers.
    ///
    /// After a `kill()` some backends may still be about to notice it, and hold on to the shared memory.
    public func start() async throws {
        for _ in 0..<50 {
            if try await control("start", "--wait", "--log=\(logPath)", "--options=-p \(port)") == 0 { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw TestDatabaseError("the test's cluster does not start; see \(logPath)")
    }

    /// Stops the server at once, as a crash of the machine would, but tells the clients.
    public func stop() async throws {
        _ = try await control("stop", "--mode=immediate", "--wait")
    }

    /// Ends the postmaster and all its processes with SIGKILL.
    public func kill() throws {
        try signal(SIGKILL)
    }

    /// Stops the postmaster and all its processes where they are; connections stay open and nobody answers.
    public func freeze() throws {
        try signal(SIGSTOP)
    }

    /// Lets a frozen server go on.
    public func thaw() throws {
        try signal(SIGCONT)
    }
}

// MARK: - Processes

extension TestCluster {
    private func initialise() async throws {
        let code = try await run(
            "initdb", "--pgdata=\(data)", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8",
            "--no-sync")
        guard code == 0 else { throw TestDatabaseError("initdb failed with code \(code)") }
        let settings = """
            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            max_connections = 50
            shared_buffers = 16MB
            fsync = off

            """
        let path = data + "/postgresql.conf"
        try (try String(contentsOfFile: path, encoding: .utf8) + settings).write(
            toFile: path, atomically: false, encoding: .utf8)
    }

    private func remove() async {
        try? thaw()
        try? await stop()
        try? FileManager.default.removeItem(atPath: data)
    }

    private func signal(_ number: Int32) throws {
        let postmaster = try postmaster()
        // The postmaster first, so that it starts no others, and until it has stopped: it may be about to start one.
        _ = Glibc.kill(postmaster, number)
        while try number == SIGSTOP && !isStopped(postmaster) { usleep(1_000) }
        let children = try String(contentsOfFile: "/proc/\(postmaster)/task/\(postmaster)/children", encoding: .utf8)
        for process in children.split(separator: " ").compactMap({ pid_t($0) }) { _ = Glibc.kill(process, number) }
    }

    /// Whether a process stands still, as the system sees it.
    private func isStopped(_ process: pid_t) throws -> Bool {
        let line = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        // The name stands in parentheses and may hold anything; the state follows.
        return line.split(separator: ")").last?.hasPrefix(" T") ?? false
    }

    private func postmaster() throws -> pid_t {
        let text = try String(contentsOfFile: data + "/postmaster.pid", encoding: .utf8)
        guard let line = text.split(separator: "\n").first, let process = pid_t(line) else {
            throw TestDatabaseError("the test's cluster does not run")
        }
        return process
    }

    private func control(_ arguments: String...) async throws -> Int32 {
        try await run(["pg_ctl", "--pgdata=\(data)", "--silent"] + arguments)
    }

    private func run(_ arguments: String...) async throws -> Int32 {
        try await run(arguments)
    }

    /// PostgreSQL refuses to run as root, so root hands over to the account that the Debian package makes.
    private func run(_ arguments: [String]) async throws -> Int32 {
        let program = ["\(binaries)/\(arguments[0])"] + arguments.dropFirst()
        return try await TestProcess.run(geteuid() == 0 ? ["runuser", "-u", "postgres", "--"] + program : program)
    }

    /// A port that was free a moment ago.
    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = unsafe withUnsafeMutablePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
            }
        }
        guard code == 0 else { throw TestDatabaseError("no port is free") }
        return Int(address.sin_port.bigEndian)
    }
}
