/// Why a server could not start.
public struct ServerError: Error, Hashable, Sendable {
    /// What kept the server from starting.
    public enum Code: Hashable, Sendable {
        /// Another process listens on the port.
        case addressInUse
        /// The address is no numeric IPv4 or IPv6 address, or none of this machine's.
        case addressNotAvailable
        /// The port is below 1024 and the process may not use it.
        case notPermitted
        /// What the supervisor handed over is no TCP socket that listens.
        case unusableDescriptor
        /// The supervisor handed over a socket that is for nothing that is served, or a second one for the same.
        case unexpectedDescriptor
        /// The operating system refused a socket or a thread.
        case systemFailure
        /// The server has been started before; a server runs once.
        case alreadyStarted
    }

    /// What kept the server from starting.
    public let code: Code
    /// Where it should have listened, such as `127.0.0.1:8080`.
    public let address: String
    /// The system's error number; 0 if it gave none.
    public let systemError: Int32
}

extension ServerError: CustomStringConvertible, CustomDebugStringConvertible {
    /// One sentence for whoever starts the server.
    public var description: String {
        switch code {
        case .addressInUse: "Cannot listen on \(address): another process is listening there."
        case .addressNotAvailable: "Cannot listen on \(address): it is no address of this machine."
        case .notPermitted: "Cannot listen on \(address): this process may not use the port."
        case .unusableDescriptor: "Cannot serve on \(address): no listening TCP socket was handed over there."
        case .unexpectedDescriptor:
            "Cannot serve on \(address): its name (systemd: FileDescriptorName=) does not say what for."
        case .systemFailure: "Cannot serve on \(address): the operating system refused."
        case .alreadyStarted: "Cannot serve on \(address): this server has been started before."
        }
    }

    /// The sentence with the system's error number.
    public var debugDescription: String { "\(description) (errno \(systemError))" }
}
