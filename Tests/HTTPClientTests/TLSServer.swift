import Glibc

/// A real TLS server with a certificate of its own, for `localhost` and 127.0.0.1. It ends when nobody holds it any more.
final class TLSServer: Sendable {
    let port: UInt16
    /// The PEM file of the certificate, which has signed itself.
    let certificate: String

    private let directory: String
    private let process: pid_t
    private let output: Int32

    /// Starts it.
    ///
    /// - Parameters:
    ///   - names: What the certificate is for.
    ///   - options: More options for `openssl s_server`.
    init(names: String = "DNS:localhost,IP:127.0.0.1", options: [String] = []) throws {
        var template = Array("/tmp/muster-tls-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw SystemFailure(number: errno) }
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        certificate = "\(directory)/certificate.pem"
        let key = "\(directory)/key.pem"
        let making = try Self.start([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
            "-subj", "/CN=test", "-addext", "subjectAltName=\(names)", "-keyout", key, "-out", certificate,
        ])
        var status: Int32 = 0
        _ = unsafe waitpid(making.process, &status, 0)
        close(making.output)
        (process, output) = try Self.start(
            ["openssl", "s_server", "-accept", "127.0.0.1:0", "-www", "-cert", certificate, "-key", key] + options)
        port = try Self.port(from: output)
    }

    deinit {
        var status: Int32 = 0
        kill(process, SIGKILL)
        _ = unsafe waitpid(process, &status, 0)
        close(output)
        for name in ["certificate.pem", "key.pem"] { unsafe unlink("\(directory)/\(name)") }
        unsafe rmdir(directory)
    }

    /// Starts a program, whose output can be read from the descriptor.
    private static func start(_ arguments: [String]) throws -> (process: pid_t, output: Int32) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw SystemFailure(number: errno) }
        defer { close(ends[1]) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        let vector = unsafe arguments.map { unsafe strdup($0) } + [nil]
        let environment = unsafe [strdup("PATH=/usr/bin:/bin"), nil]
        defer { unsafe (vector + environment).forEach { unsafe free($0) } }
        var process = pid_t()
        guard unsafe posix_spawnp(&process, arguments[0], &actions, nil, vector, environment) == 0 else {
            throw SystemFailure(number: errno)
        }
        return (process, ends[0])
    }

    /// The server's first words are `ACCEPT 127.0.0.1:port`.
    private static func port(from output: Int32) throws -> UInt16 {
        var text = ""
        var byte: UInt8 = 0
        while unsafe read(output, &byte, 1) == 1 {
            if byte != UInt8(ascii: "\n") {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else if text.hasPrefix("ACCEPT"), let port = text.split(separator: ":").last.flatMap({ UInt16($0) }) {
                return port
            } else {
                text = ""
            }
        }
        throw SystemFailure(number: 0)
    }
}
