internal import Glibc

extension String {
    /// Whether there is U+0000 in it, at which libpq would cut it off.
    var containsNUL: Bool {
        unsafe utf8.withContiguousStorageIfAvailable { unsafe $0.containsNUL } ?? utf8.contains(0)
    }
}

extension [UInt8] {
    /// Whether there is U+0000 in it.
    var containsNUL: Bool {
        unsafe withUnsafeBufferPointer { unsafe $0.containsNUL }
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate var containsNUL: Bool {
        guard let start = baseAddress else { return false }
        return unsafe memchr(start, 0, count) != nil
    }
}
