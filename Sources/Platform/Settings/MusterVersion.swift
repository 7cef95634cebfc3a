/// The version of the whole.
public enum MusterVersion {
    /// The version, as Semantic Versioning has it.
    public static let current = "0.1.0"
}
