/// Writes structured log lines: one JSON object each.
///
/// ```
/// {"time":"2026-01-02T03:04:05.678Z","level":"info","label":"http","message":"request answered","status":200}
/// ```
///
/// The message is a constant and says what happened; data goes into the metadata, where it can be found and left out.
/// Neither may hold a secret or personal data.
public struct Logger: Sendable {
    /// The part of the system that speaks.
    public let label: String

    /// Lines below this level are not written.
    public var level: Level

    private let destination: Destination
    private var context = Metadata()

    /// A logger without metadata of its own.
    public init(label: String, level: Level = .info, destination: Destination = .standardError) {
        self.label = label
        self.level = level
        self.destination = destination
    }

    /// A logger that adds this metadata to each of its lines. Of a name that is there already, the new value counts.
    public func with(_ metadata: Metadata) -> Logger {
        var child = self
        child.context.merge(metadata)
        return child
    }

    /// A logger for another part of the system, with the same level, destination and metadata.
    public func labelled(_ label: String) -> Logger {
        var other = Logger(label: label, level: level, destination: destination)
        other.context = context
        return other
    }

    /// Whether lines of this level are written.
    public func isEnabled(_ level: Level) -> Bool { level >= self.level }

    /// Writes a line. The metadata is not even worked out if the level is not enabled.
    public func log(_ level: Level, _ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        guard isEnabled(level) else { return }
        var members = context
        members.merge(metadata())
        destination.write(LogLine(level: level, label: label, message: message, metadata: members))
    }

    /// Says what only a developer wants to know.
    public func debug(_ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        log(.debug, message, metadata())
    }

    /// Says what happened in the normal course of things.
    public func info(_ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        log(.info, message, metadata())
    }

    /// Says what happens seldom and is right: a start, a stop, a change of configuration.
    public func notice(_ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        log(.notice, message, metadata())
    }

    /// Says what somebody should look at, although the work went on.
    public func warning(_ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        log(.warning, message, metadata())
    }

    /// Says that something could not be done.
    public func error(_ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        log(.error, message, metadata())
    }
}
