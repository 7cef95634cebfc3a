public import Directory
internal import FoundationEssentials
internal import JSON

extension WebhookSender {
    /// Sends a message that says nothing but that it is a test, signed like every other.
    ///
    /// - Parameter tenant: whose endpoint it is.
    public func sendTest(to endpoint: WebhookEndpoint, of tenant: Tenant) async -> Attempt {
        let body: JSON = [
            "type": "webhook.test", "timestamp": .string(Date().formatted(.iso8601)),
            "data": ["tenant": .string(tenant.id.text), "instance": .integer(Int64(tenant.instance))],
        ]
        return await send(body.serialized(), id: "msg_test_\(UUID.version7().text)", to: endpoint)
    }
}
