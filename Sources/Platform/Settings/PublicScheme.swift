/// How clients reach the platform.
public enum PublicScheme: String, CaseIterable, Sendable {
    case https, http
}
