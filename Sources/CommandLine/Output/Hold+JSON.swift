internal import Administration
internal import Directory
internal import FoundationEssentials
internal import JSON

// What programs are told of holds. The names of the members are a promise to scripts.

extension Hold {
    var json: JSON.Object {
        [
            "id": .string(id.text), "openedAt": .string(openedAt.text), "beganAt": .string(beganAt.text),
            "people": .integer(Int64(people.all)), "base": .integer(Int64(base)),
            "heldPeople": .integer(Int64(people.waiting)), "carriedOutPeople": .integer(Int64(people.carriedOut)),
            "toldPeople": .integer(Int64(people.told)), "anonymisedPeople": .integer(Int64(people.anonymised)),
            "breakerPeople": .integer(Int64(limit.people)), "breakerPercent": .integer(Int64(limit.percent)),
            "resolution": .optional(resolution), "resolvedAt": .optional(resolvedAt?.text),
            "returned": .integer(Int64(returned)),
        ]
    }
}

extension TenantHold {
    var json: JSON.Object {
        var object: JSON.Object = [
            "id": .string(hold.id.text), "tenant": .string(tenant.id.text),
            "instance": .integer(Int64(tenant.instance)),
        ]
        for (name, value) in hold.json.members where name != "id" { object[name] = value }
        return object
    }
}

extension UndoneHold {
    var json: JSON.Object {
        [
            "id": .string(hold.id.text), "resolution": .optional(hold.resolution),
            "resolvedAt": .optional(hold.resolvedAt?.text), "returned": .integer(Int64(hold.returned)),
            "notReturned": .array(notReturned.map { .object($0.json) }),
        ]
    }
}

extension NotReturned {
    fileprivate var json: JSON.Object {
        ["user": .string(user.text), "userName": .string(userName), "reason": .string(reason)]
    }
}
