/// Lends bytes as one piece of memory, copying them only if they are not that already.
func withContiguousBytes<Result>(
    of bytes: some Collection<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Result
) -> Result {
    if let result = bytes.withContiguousStorageIfAvailable(body) { return result }
    return unsafe Array(bytes).withUnsafeBufferPointer(body)
}
