extension Logger {
    /// Where lines go.
    public enum Destination: Sendable {
        /// The standard error of the process.
        case standardError
        /// Another descriptor.
        case stream(LogStream)
        /// Memory, for tests.
        case buffer(LogBuffer)
    }
}

extension Logger.Destination {
    func write(_ line: LogLine) {
        switch self {
        case .standardError: LogStream.standardError.write(line.bytes)
        case .stream(let stream): stream.write(line.bytes)
        case .buffer(let buffer): buffer.append(line.bytes)
        }
    }
}
