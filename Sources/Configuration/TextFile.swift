internal import Glibc

/// A small text file, read whole, with what the system says about it.
struct TextFile {
    /// The largest file that is read, in bytes.
    static let maximumBytes = 65_536

    enum Failure: Error { case unreadable, notRegular, tooLarge, notText }

    let text: String
    let ownerID: UInt32
    let permissions: UInt32

    init(path: String) throws(Failure) {
        // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable }
        defer { close(descriptor) }
        // Asked of the open file, so that the file that is judged is the file that is read.
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .unreadable }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
        let bytes = try Self.read(descriptor)
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else { throw .notText }
        self.text = text
        ownerID = status.st_uid
        permissions = status.st_mode & 0o777
    }

    private static func read(_ descriptor: Int32) throws(Failure) -> [UInt8] {
        // One byte more than allowed tells a file that is too large from one that just fits.
        var bytes = [UInt8](repeating: 0, count: maximumBytes + 1)
        var count = 0
        while count < bytes.count {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
            }
            if got == 0 { return Array(bytes.prefix(count)) }
            if got > 0 {
                count += got
            } else if errno != EINTR {
                throw .unreadable
            }
        }
        throw .tooLarge
    }
}

extension TextFile.Failure {
    /// What is wrong with the file; it completes "the file …".
    var complaint: String {
        switch self {
        case .unreadable: "cannot be read"
        case .notRegular: "is not a regular file"
        case .tooLarge: "is larger than \(TextFile.maximumBytes) bytes"
        case .notText: "is not text in UTF-8"
        }
    }
}
