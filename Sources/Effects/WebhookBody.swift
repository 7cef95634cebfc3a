internal import Directory
internal import FoundationEssentials
internal import JSON

/// What a webhook says: thin, so that the receiver asks for more if it wants to, and without personal data.
struct WebhookBody {
    private let json: JSON

    init(_ content: WebhookMessageContent, tenant: UUID, instance: Int) {
        var data: JSON.Object = ["tenant": .string(tenant.text), "instance": .integer(Int64(instance))]
        let subject = content.subject.map { JSON.string($0.text) } ?? .null
        if let generation = content.generation {
            data.append("user", subject)
            data.append("generation", .integer(generation))
        } else {
            data.append("subject", ["kind": .string(content.subjectKind), "id": subject])
            if let cursor = content.cursor { data.append("cursor", .string(cursor)) }
        }
        json = ["type": .string(content.type), "timestamp": .string(content.time), "data": .object(data)]
    }

    func serialized() -> [UInt8] { json.serialized() }
}
