extension SessionSetting {
    /// Asks a session, as whoever it logged in as, which of some settings it has otherwise; in their order.
    ///
    /// - Parameter settings: what it has to be like.
    public static func faults(_ settings: [SessionSetting]) -> Query<[SessionFault]> {
        .all(
            SQL("session_settings.faults", comparison),
            [
                .textArray(settings.map(\.name)), .textArray(settings.map(\.value)),
                .textArray(settings.map { $0.purpose == .limits ? "0" : "" }),
            ]
        ) { row in
            SessionFault(
                setting: settings[try row.decode(0, as: Int.self) - 1], found: try row.decode(1),
                isFromClient: try row.decode(2), command: try row.decode(3))
        }
    }

    /// Of a limit only the value that means none is wrong. What a role has in one database comes before what it has in
    /// all of them, so it has to be mended there.
    private static let comparison = """
        SELECT w.place, current_setting(w.name), s.source = ANY ('{client,session}'),
               format('ALTER ROLE %I%s SET %I = %L', current_user,
                      CASE s.source WHEN 'database user' THEN format(' IN DATABASE %I', current_database()) END,
                      w.name, w.value)
          FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS w (name, value, none, place)
          JOIN pg_settings s ON lower(s.name) = w.name
         WHERE current_setting(w.name) <> w.value AND w.none IN ('', current_setting(w.name))
         ORDER BY w.place
        """
}
