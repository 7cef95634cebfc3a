internal import Administration
internal import Configuration
internal import Directory
internal import FoundationEssentials

extension Parameter where Value == TenantReference {
    /// The tenant that a command is about.
    static var tenant: Parameter {
        Parameter(
            required: "tenant", "TENANT", summary: "The tenant: its instance number, or its id.",
            SettingParser(
                expectation: "an instance number such as 1042, or the id of a tenant",
                parse: TenantReference.init(parsing:)))
    }

    /// The tenant whose things are wanted; those of all without it.
    static var onlyTenant: Parameter {
        Parameter(
            optional: "tenant", "TENANT", summary: "Only of this tenant: its instance number, or its id.",
            tenant.parser)
    }
}

extension Parameter where Value == UserReference {
    /// The person that a command is about.
    static var user: Parameter { Parameter(required: "user", "USER", summary: summary, .user) }

    /// The person whose things are wanted; those of everybody without it.
    static var onlyUser: Parameter {
        Parameter(optional: "user", "USER", summary: "Only what this person has: an id, or a userName.", .user)
    }

    /// The same person as ``user``, by position: a command that has both takes either.
    static var userByPosition: Parameter { Parameter(optional: "user", "USER", summary: summary, .user) }

    private static var summary: String { "The person: an id, or a userName. Deleted people have only their id." }
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
