/// A row that is read only where it is not larger than was asked for.
public enum Sized<Row: Sendable>: Sendable {
    /// There is none.
    case absent
    /// There is one, and it is larger.
    case tooLarge
    /// All of it.
    case whole(Row)
}
