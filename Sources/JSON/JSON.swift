/// An exact JSON value (RFC 8259).
///
/// Integers and decimals are kept apart, so that what came in as `1` goes out as `1`.
public enum JSON: Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case decimal(Double)
    case string(String)
    case array([JSON])
    case object(Object)
}
