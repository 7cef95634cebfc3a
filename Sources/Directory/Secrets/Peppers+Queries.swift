internal import Cryptography
public import FoundationEssentials
public import Postgres

extension KnownPeppers {
    /// The peppers that the database knows. Changes nothing.
    public static func find() -> Query<KnownPeppers> {
        .one(SQL(unnamed: "SELECT current_value, previous_value FROM muster.known_peppers()")) {
            KnownPeppers(current: try $0.decode(0), previous: try $0.decode(1))
        }
    }

    /// Has the database know this pepper and no other, as staff. Every secret from before is unknown from then on.
    public static func replace(_ pepper: Pepper) -> Query<Void> {
        Query(SQL(unnamed: "SELECT muster.replace_pepper($1)"), [.bytes(pepper.checkValue)])
    }

    /// Makes another pepper the current one, as staff, and keeps the one before beside it.
    public static func rotate(to pepper: Pepper) -> Query<PepperRotation> {
        .one(SQL(unnamed: "SELECT muster.rotate_pepper($1)"), [.bytes(pepper.checkValue)]) { try $0.decode(0) }
    }

    /// Has the database know nothing any more of what is under the pepper before the current one, as staff.
    public static func retire() -> Query<PepperRetirement> {
        .one(SQL(unnamed: "SELECT muster.retire_pepper()")) { try $0.decode(0) }
    }
}

extension PepperHolder {
    /// The servers and workers that run.
    public static func all() -> Query<[PepperHolder]> {
        .all(
            SQL(unnamed: "SELECT process, program, value, other_value FROM muster.list_pepper_holders()"), []
        ) { row in
            let values: [[UInt8]?] = [try row.decode(2), try row.decode(3)]
            return PepperHolder(
                process: try row.decode(0), program: try row.decode(1),
                peppers: values.compactMap { $0.flatMap { KeyID(leading: $0)?.description } })
        }
    }

    /// Says that a program has come to its end.
    public static func forget(_ process: UUID) -> Query<Void> {
        Query(SQL("pepper_holders.forget", "SELECT muster.forget_holder($1)"), [.uuid(process)])
    }
}

extension SecretCount {
    /// How much of what still counts is under which pepper, over all tenants. Reads everything there is.
    public static func all() -> Query<[SecretCount]> {
        .all(
            SQL(unnamed: "SELECT kind, encode(pepper, 'hex'), how_many FROM muster.count_by_pepper()"), []
        ) { SecretCount(kind: try $0.decode(0), pepper: try $0.decode(1), count: try $0.decode(2)) }
    }
}

extension Peppers {
    /// The check values of both, as statements take them.
    var values: [Value] {
        [.bytes(all[0].checkValue), all.count == 2 ? .bytes(all[1].checkValue) : .null]
    }
}
