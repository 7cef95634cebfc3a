internal import Administration
internal import Directory
internal import FoundationEssentials
internal import JSON

// What programs are told of tenants. The names of the members are a promise to scripts.

extension Tenant {
    /// What onboarding answers.
    func json(_ address: PublicAddress) -> JSON.Object {
        [
            "id": .string(id.text), "instance": .integer(Int64(instance)), "client": .string(client),
            "displayName": .optional(displayName), "status": .string(status.rawValue),
            "hostname": .string(hostname.text),
            "scimBaseURL": .string(address.scimBaseURL(of: hostname)),
        ]
    }

    /// The same, and what time has added.
    func details(_ address: PublicAddress) -> JSON.Object {
        var object = json(address)
        object["createdAt"] = .string(createdAt.text)
        return object
    }
}

extension OfTenant {
    /// A line of a list over all tenants: whose it is, and then what it is.
    func json(_ object: JSON.Object) -> JSON.Object {
        let whose: JSON.Object = [
            "tenant": .string(tenant.id.text), "instance": .integer(Int64(tenant.instance)),
            "client": .string(tenant.client),
        ]
        return whose.adding(object)
    }
}

extension TenantToken {
    var json: JSON.Object {
        let whose: JSON.Object = [
            "tenant": .string(tenant.text), "instance": .integer(Int64(instance)), "client": .string(client),
        ]
        return whose.adding(token.json)
    }
}

extension TenantOverview {
    /// All of it, for programs and for people.
    func answer(_ address: PublicAddress) -> Answer {
        let details = tenant.details(address)
        let figures: JSON.Object = [
            "lastSyncAt": .optional(lastSyncAt?.text),
            "people": .object(
                UserStatus.allCases.reduce(into: JSON.Object()) { object, status in
                    object[status.rawValue] = .integer(Int64(people[status] ?? 0))
                }),
        ]
        let lists: [(title: String, name: String, objects: [JSON.Object], columns: [String])] = [
            (
                "CONNECTIONS", "connections", connections.map(\.json),
                ["name", "status", "liveTokens", "expiresAt", "lastUsedAt"]
            ),
            ("LIVE TOKENS", "tokens", tokens.map(\.json), ["name", "connection", "expiresAt", "lastUsedAt", "id"]),
            ("OPEN HOLDS", "openHolds", openHolds.map(\.json), ["openedAt", "heldPeople", "id"]),
            (
                "ENDPOINTS SWITCHED OFF", "disabledWebhooks", disabledWebhooks.map(\.json),
                ["url", "disabledAt", "disabledReason", "id"]
            ),
        ]
        var object = details.adding(figures)
        var rows = details.members.map { [TextTable.words($0.name), TextTable.cell($0.value)] }
        rows.append(["last sync at", lastSyncAt?.text ?? "-"])
        rows += UserStatus.allCases.map { ["people \($0.rawValue)", "\(people[$0] ?? 0)"] }
        var blocks = [TextTable(rows: rows).text]
        for list in lists {
            object[list.name] = .array(list.objects.map(JSON.object))
            if !list.objects.isEmpty {
                blocks.append(list.title + "\n" + Answer.list(list.objects, columns: list.columns).text)
            }
        }
        return Answer(json: .object(object), text: blocks.joined(separator: "\n\n"))
    }
}

extension JSON.Object {
    /// These members, and behind them those of another object, which count where both have a name.
    func adding(_ other: JSON.Object) -> JSON.Object {
        var sum = self
        for (name, value) in other.members { sum[name] = value }
        return sum
    }
}
