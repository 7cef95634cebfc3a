internal import CJansson

/// A text as jansson has parsed it: the one owner of jansson's tree.
@safe
struct ParsedText: ~Copyable {
    private let root: UnsafeMutablePointer<json_t>

    /// Parses a whole text.
    init(_ text: Span<UInt8>) throws(JSON.ParsingError) {
        // Any value may stand at the top. U+0000 is refused because JSON_ALLOW_NUL is not given.
        let flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY
        var error = json_error_t()
        let parsed = unsafe text.withUnsafeBytes { bytes in
            unsafe json_loadb(bytes.baseAddress, bytes.count, Int(flags), &error)
        }
        guard let parsed = unsafe parsed else {
            throw JSON.ParsingError(Self.code(of: error), at: Int(error.position), of: text)
        }
        unsafe root = parsed
    }

    deinit {
        unsafe json_decref(root)
    }

    /// The tree, copied into a Swift value.
    var value: JSON { unsafe Self.convert(root) }

    private static func code(of error: json_error_t) -> JSON.ParsingError.Code {
        let code = unsafe withUnsafePointer(to: error) { unsafe json_error_code($0) }
        return switch code {
        case json_error_duplicate_key: .duplicateMember
        case json_error_null_character, json_error_null_byte_in_key: .nulCharacter
        case json_error_numeric_overflow: .numberOutOfRange
        default: .malformed
        }
    }

    /// Recurses as deep as the text is nested, which the limits have bounded.
    private static func convert(_ node: UnsafeMutablePointer<json_t>) -> JSON {
        switch unsafe node.pointee.type {
        case JSON_OBJECT: .object(unsafe object(node))
        case JSON_ARRAY: .array(unsafe array(node))
        case JSON_STRING: .string(unsafe text(json_string_value(node), json_string_length(node)))
        case JSON_INTEGER: .integer(Int64(unsafe json_integer_value(node)))
        case JSON_REAL: .decimal(unsafe json_real_value(node))
        case JSON_TRUE: .bool(true)
        case JSON_FALSE: .bool(false)
        default: .null
        }
    }

    private static func array(_ node: UnsafeMutablePointer<json_t>) -> [JSON] {
        let count = unsafe json_array_size(node)
        var elements: [JSON] = []
        elements.reserveCapacity(count)
        for index in 0..<count {
            guard let element = unsafe json_array_get(node, index) else { continue }
            elements.append(unsafe convert(element))
        }
        return elements
    }

    private static func object(_ node: UnsafeMutablePointer<json_t>) -> JSON.Object {
        var object = JSON.Object()
        var iterator = unsafe json_object_iter(node)
        while let member = unsafe iterator {
            if let element = unsafe json_object_iter_value(member) {
                let name = unsafe text(json_object_iter_key(member), json_object_iter_key_len(member))
                object.append(name, unsafe convert(element))
            }
            unsafe iterator = json_object_iter_next(node, member)
        }
        return object
    }

    private static func text(_ start: UnsafePointer<CChar>?, _ count: Int) -> String {
        unsafe String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    }
}
