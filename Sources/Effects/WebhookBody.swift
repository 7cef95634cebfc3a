internal import Directory
internal import FoundationEssentials
internal import JSON

/// What a webhook says: thin, so that the receiver asks for more if it wants to, and without personal data.
struct WebhookBody {
    private let json: JSON

    init(_ notice: Notice, tenant: UUID, _ occasion: Occasion, at time: Date) {
        json = [
            "type": .string(notice.kind.rawValue),
            "timestamp": .string(time.formatted(.iso8601)),
            "data": [
                "tenant": .string(tenant.text), "instance": .integer(Int64(notice.instance)),
                "user": .string(occasion.user.text), "generation": .integer(occasion.generation),
            ],
        ]
    }

    func serialized() -> [UInt8] { json.serialized() }
}
