/// A setting that a session has otherwise than it needs it.
public struct SessionFault: Sendable, Hashable {
    /// The setting, as it has to be.
    public let setting: SessionSetting
    /// What `SHOW` says.
    public let found: String
    /// Whether the client sent it: in the address, or in its environment.
    public let isFromClient: Bool
    /// The statement that mends it for sessions to come, where the client does not send it.
    public let command: String
}

extension SessionFault: CustomStringConvertible {
    /// What it is and what it has to be.
    public var description: String { "\(setting.name) is '\(found)' and not '\(setting.value)'" }
}
