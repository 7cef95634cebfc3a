/// The values of one statement in the form libpq takes: pointers, lengths, formats.
///
/// Kept by a connection and used again, so that binding allocates nothing once it has grown.
@safe struct ParameterBuffer {
    private var bytes: [UInt8] = []
    private var offsets: [Int] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []
    private var pointers: [UnsafePointer<CChar>?] = unsafe []

    /// Lends the values to the closure; the pointers are valid until it returns.
    mutating func withParameters<Result>(
        _ values: [Value],
        _ body: (
            Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
        ) -> Result
    ) -> Result {
        removeAll()
        for value in values { append(value) }
        return unsafe bytes.withUnsafeBytes { storage in
            for offset in offsets {
                let start = offset < 0 ? nil : storage.baseAddress
                unsafe pointers.append(start.map { unsafe ($0 + offset).assumingMemoryBound(to: CChar.self) })
            }
            return unsafe body(Int32(values.count), pointers, lengths, formats)
        }
    }

    private mutating func removeAll() {
        // One large value must not keep its memory for the life of the connection.
        bytes.removeAll(keepingCapacity: bytes.capacity <= 65_536)
        offsets.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        formats.removeAll(keepingCapacity: true)
        unsafe pointers.removeAll(keepingCapacity: true)
    }

    private mutating func append(_ value: Value) {
        let start = bytes.count
        switch value.storage {
        case .null: break
        case .text(let text): bytes.append(contentsOf: text.utf8)
        case .utf8(let text), .binary(let text): bytes.append(contentsOf: text)
        }
        offsets.append(value.isNull ? -1 : start)
        lengths.append(Int32(clamping: bytes.count - start))
        formats.append(value.isBinary ? 1 : 0)
        // libpq takes the length of text from the NUL behind it.
        bytes.append(0)
    }
}

extension Value {
    fileprivate var isNull: Bool {
        if case .null = storage { true } else { false }
    }

    fileprivate var isBinary: Bool {
        if case .binary = storage { true } else { false }
    }
}
