/// A body that the library asks for in parts, whenever the client has taken the one before.
///
/// Belongs to the library from the answer's being queued to its end, however it ends.
final class LargeBody {
    private let bytes: [UInt8]
    private let progressed: () -> Void
    private let ended: () -> Void

    /// - Parameters:
    ///   - progressed: is called for each part, on the loop's thread.
    ///   - ended: is called once, when the bytes are needed no more.
    init(_ bytes: [UInt8], progressed: @escaping () -> Void, ended: @escaping () -> Void) {
        self.bytes = bytes
        self.progressed = progressed
        self.ended = ended
    }

    deinit {
        ended()
    }

    var count: Int { bytes.count }

    /// Copies the bytes from a position on, as many as there are and fit, and returns how many.
    func copy(from position: Int, to room: UnsafeMutableRawBufferPointer) -> Int {
        progressed()
        guard position >= 0, position < bytes.count else { return 0 }
        let count = min(room.count, bytes.count - position)
        unsafe bytes.withUnsafeBytes { unsafe room.copyMemory(from: .init(rebasing: $0[position..<position + count])) }
        return count
    }
}
