internal import Administration
internal import Configuration
internal import Directory
internal import FoundationEssentials

extension Parameter where Value == TenantReference {
    /// The tenant that a command is about.
    static var tenant: Parameter {
        Parameter(required: "tenant", "TENANT", summary: "The tenant: \(names).", .tenant).asSubject
    }

    /// The tenant whose things are wanted; those of all without it.
    static var onlyTenant: Parameter {
        Parameter(optional: "tenant", "TENANT", summary: "Only of this tenant: \(names).", .tenant).asSubject
    }

    private static var names: String { "its instance number, its id, its client or one of its host names" }
}

extension SettingParser where Value == TenantReference {
    /// A tenant.
    static var tenant: SettingParser {
        SettingParser(
            expectation: "an instance number such as 1042, or the id, the client or a host name of a tenant",
            parse: TenantReference.init(parsing:))
    }
}

extension Parameter where Value == UserReference {
    /// The person that a command is about.
    static var user: Parameter {
        Parameter(
            required: "user", "USER",
            summary: "The person: an id, or a userName. Deleted people have only their id.", .user
        ).asSubject
    }

    /// The person whose things are wanted; those of everybody without it.
    static var onlyUser: Parameter {
        Parameter(optional: "user", "USER", summary: "Only what this person has: an id, or a userName.", .user)
    }
}

extension SettingParser where Value == UserReference {
    /// A person.
    static var user: SettingParser {
        SettingParser(
            expectation: "the id or the userName of a person", parse: { $0.isEmpty ? nil : UserReference($0) })
    }
}

extension Parameter where Value == Int {
    /// How long a list may be.
    static var limit: Parameter {
        Parameter(
            optional: "limit", "COUNT", summary: "The most lines to show.", .integer(1...100_000), default: 10_000)
    }
}

extension Parameter where Value == String {
    /// The connection whose things are wanted; those of all without it.
    static var onlyConnection: Parameter {
        Parameter(optional: "connection", "NAME", summary: "Only of the connection of this name.", .text())
    }
}

extension Parameter where Value == UUID {
    /// Behind which id a list goes on.
    static var after: Parameter {
        Parameter(
            optional: "after", "ID", summary: "Go on behind this id, the last one of the list before.", .identifier)
    }
}

extension SettingParser where Value == UUID {
    /// An identifier.
    static var identifier: SettingParser {
        SettingParser(
            expectation: "an id such as 0198c0de-0000-7000-8000-000000000001", parse: UUID.init(uuidString:),
            write: \.text)
    }
}
