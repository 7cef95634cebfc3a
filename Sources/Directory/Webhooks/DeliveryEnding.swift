/// How a delivery came to its end. The raw value is what staff see.
public enum DeliveryEnding: String, Sendable, Hashable, CaseIterable {
    /// The endpoint has acknowledged it.
    case delivered
    /// The person has left or come back since, so that it was no longer true.
    case superseded
    /// The endpoint had been switched off.
    case endpointDisabled = "endpoint_disabled"
    /// The endpoint had been removed.
    case endpointRemoved = "endpoint_removed"
    /// Staff threw it away.
    case discarded
}
