public import Postgres

extension TokenUse {
    /// Notes when tokens were used, to the minute, and writes nothing where that minute is noted already.
    ///
    /// No tenant has to be bound: the tokens may be of many.
    public static func note(_ uses: [TokenUse]) -> Query<Void> {
        Query(
            SQL("tokens.note_uses", "SELECT muster.note_token_uses($1, $2, $3)"),
            [
                .uuidArray(uses.map(\.tenant)), .uuidArray(uses.map(\.token)),
                .integerArray(uses.map { Int64($0.secondsAgo) }),
            ])
    }
}
