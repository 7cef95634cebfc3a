import Glibc
import Synchronization

/// A file that is there until the tests have ended.
///
/// It does not go with the value that made it: a value may end right after its last use, which is before the file is
/// read.
struct TemporaryFile {
    let path: String

    private static let paths = Mutex<[String]>([])

    private static let removal: Void = {
        atexit {
            for path in TemporaryFile.paths.withLock({ $0 }) { unsafe unlink(path) }
        }
    }()

    init(_ bytes: some Sequence<UInt8>, permissions: mode_t = 0o600) {
        var name = Array("/tmp/muster-test-XXXXXX".utf8CString)
        let descriptor = unsafe mkstemp(&name)
        let path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.path = path
        Self.removal
        Self.paths.withLock { $0.append(path) }
        let bytes = Array(bytes)
        let written = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        precondition(written == bytes.count, "the test can write to /tmp")
        fchmod(descriptor, permissions)
        close(descriptor)
    }

    init(_ text: String, permissions: mode_t = 0o600) {
        self.init(text.utf8, permissions: permissions)
    }
}
