internal import Glibc

/// Runs programs for tests.
enum TestProcess {
    /// Runs a program to its end, and returns its exit code, or minus the signal that ended it.
    static func run(_ arguments: [String]) async throws -> Int32 {
        let vector = unsafe arguments.map { unsafe strdup($0) } + [nil]
        let environment = unsafe [strdup("PATH=/usr/sbin:/usr/bin:/sbin:/bin"), strdup("LC_ALL=C.UTF-8"), nil]
        defer { unsafe (vector + environment).forEach { unsafe free($0) } }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        // A server that outlives the program must not hold the test's own output open.
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        var process = pid_t()
        guard unsafe posix_spawnp(&process, arguments[0], &actions, nil, vector, environment) == 0 else {
            throw TestDatabaseError("\(arguments[0]) cannot be started")
        }
        let identifier = process
        return try await HTTPTestThread.run {
            var status: Int32 = 0
            while unsafe waitpid(identifier, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7F
            return signal == 0 ? (status >> 8) & 0xFF : -signal
        }
    }
}
