/// What happens with a webhook after an attempt.
public enum DeliveryDecision: Hashable, Sendable {
    /// Nothing more: it was delivered.
    case done
    /// Nothing more for this endpoint: it does not want webhooks any longer.
    case disableEndpoint
    /// Another attempt, that long after this one.
    case retry(after: Duration)
    /// Nothing more: the last attempt has failed.
    case dead
}
