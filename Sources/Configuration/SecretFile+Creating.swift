internal import Glibc

extension SecretFile {
    /// Makes a file with a secret that only its owner may read. One that is there already stays as it is.
    ///
    /// - Parameters:
    ///   - path: The file; its folder has to be there.
    ///   - text: The secret; a line end is put behind it.
    /// - Throws: ``ConfigurationError`` where the file is there already, or cannot be written.
    public static func create(_ path: String, _ text: String) throws(ConfigurationError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            let complaint = errno == EEXIST ? "is there already, and stays as it is" : "cannot be made"
            throw ConfigurationError(.unwritable, "The file \(path) \(complaint).")
        }
        defer { close(descriptor) }
        let bytes = Array(text.utf8) + [UInt8(ascii: "\n")]
        // What is lost when the power fails now would be missed only when it is needed.
        guard unsafe write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            _ = unsafe unlink(path)
            throw ConfigurationError(.unwritable, "The file \(path) cannot be written.")
        }
    }
}
