internal import JSON

extension JSON {
    /// The value as people can read it too, on several lines.
    var text: String { String(decoding: serialized(pretty: true), as: UTF8.self) }
}
