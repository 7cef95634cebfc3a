import FoundationEssentials
import Postgres

@testable import Directory

/// Everything that decides whether a secret counts, in one combination.
struct SecretCircumstances: Sendable {
    /// What the secret is of.
    enum Kind: CaseIterable {
        case apiKey, openEnvironment, ownTeams, othersTeams, session

        var secretKind: IssuedSecret.Kind {
            switch self {
            case .apiKey: .apiKey
            case .openEnvironment, .ownTeams, .othersTeams: .environmentKey
            case .session: .session
            }
        }
    }

    /// Whose it is.
    struct Person {
        /// What there is of a membership.
        enum Membership: CaseIterable {
            case none, deleted, present
        }

        let status: UserStatus
        let isDeleted: Bool
        let membership: Membership

        static var all: [Person] {
            UserStatus.allCases.flatMap { status in
                [false, true].flatMap { isDeleted in
                    Membership.allCases.map { Person(status: status, isDeleted: isDeleted, membership: $0) }
                }
            }
        }
    }

    let person: Person
    let kind: Kind
    let isEnded: Bool
    /// Whether its time is over; nil where it has none.
    let isExpired: Bool?
    let isFromBefore: Bool

    static func all(of person: Person) -> [SecretCircumstances] {
        Kind.allCases.flatMap { kind in
            [false, true].flatMap { isEnded in
                // A session always expires: it is here twice instead.
                [kind == .session ? false : nil, false, true].flatMap { isExpired in
                    [false, true].map { isFromBefore in
                        SecretCircumstances(
                            person: person, kind: kind, isEnded: isEnded, isExpired: isExpired,
                            isFromBefore: isFromBefore)
                    }
                }
            }
        }
    }

    /// Whether it counts, by the rule as people would say it.
    var counts: Bool {
        person.status == .active && !person.isDeleted && person.membership == .present && !isEnded && isExpired != true
            && !isFromBefore && kind != .othersTeams
    }

    /// The same, by what staff are shown.
    static func counts(_ standing: SecretStanding) -> Bool {
        standing.status == .active && !standing.isPersonDeleted && standing.isMember && !standing.isEnded
            && !standing.isExpired && !standing.isFromBefore && !standing.isOutsideTeams
    }
}

extension SecretCircumstances {
    /// Three environments, of which two are left to a team each: everybody is in the team of one.
    static var places: [Query<Void>] {
        [
            """
            INSERT INTO muster.environments (name, is_restricted)
            VALUES ('openEnvironment', false), ('ownTeams', true), ('othersTeams', true)
            """,
            """
            INSERT INTO muster.groups (id, display_name, display_name_key)
            SELECT id, name, name FROM muster.environments WHERE is_restricted
            """,
            """
            INSERT INTO muster.group_environments (environment_id, group_id)
            SELECT id, id FROM muster.environments WHERE is_restricted
            """,
        ].map { Query(SQL(unnamed: $0)) }
    }

    /// Adds the secret for somebody who is there.
    func insertion(for user: UUID, _ digest: [UInt8]) -> Query<Void> {
        let life = "clock_timestamp() + \(isExpired.map { $0 ? "'-1 second'" : "'1 day'" } ?? "NULL")::interval"
        let issued = "now() + '\(isFromBefore ? "-3 days" : "0")'::interval"
        let ended = isEnded ? "now()" : "NULL"
        let text =
            kind == .session
            ? """
            INSERT INTO muster.sessions (id, user_id, digest, expires_at, opened_at, ended_at)
            SELECT gen_random_uuid(), $1, $2, \(life), \(issued), \(ended)
            """
            : """
            INSERT INTO muster.keys (id, user_id, digest, kind, environment_id, expires_at, created_at, revoked_at)
            SELECT gen_random_uuid(), $1, $2, CASE WHEN e.id IS NULL THEN 'api' ELSE 'environment' END, e.id, \(life),
                   \(issued), \(ended)
              FROM (SELECT) n LEFT JOIN muster.environments e ON e.name = '\(kind)'
            """
        return Query(SQL(unnamed: text), [.uuid(user), .bytes(digest)])
    }
}

extension SecretCircumstances.Person {
    /// Adds somebody whose access began a day ago.
    func insertion(of user: UUID, _ number: Int) -> [Query<Void>] {
        let time = { (isThere: Bool) in isThere ? "now()" : "NULL" }
        let membership =
            switch membership {
            case .none: "SELECT 1 WHERE $1::uuid IS NULL"
            case .deleted: "INSERT INTO muster.memberships (user_id, deleted_at) VALUES ($1, now())"
            case .present: "INSERT INTO muster.memberships (user_id) VALUES ($1)"
            }
        return [
            """
            INSERT INTO muster.users
                   (id, user_name, user_name_key, document, keys, status, access_epoch, deactivated_at, deleted_at)
            VALUES ($1, '\(number)', '\(number)', '{}', '{}', '\(status.rawValue)', now() - interval '1 day',
                    \(time(status == .deactivated)), \(time(isDeleted)))
            """,
            membership,
            """
            INSERT INTO muster.group_members (group_id, user_id)
            SELECT id, $1 FROM muster.environments WHERE name = 'ownTeams'
            """,
        ].map { Query(SQL(unnamed: $0), [.uuid(user)]) }
    }
}
