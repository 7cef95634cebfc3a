@testable import Postgres

extension Value {
    /// The value as SQL text, for statements that take no bound values, such as EXECUTE.
    var literal: String {
        switch storage {
        case .null: "NULL"
        case .text(let text): quoted(text)
        case .utf8(let bytes): quoted(String(decoding: bytes, as: UTF8.self))
        case .binary(let bytes): "'\\x" + bytes.map { hexadecimal($0) }.joined() + "'"
        }
    }

    private func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }

    private func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}
