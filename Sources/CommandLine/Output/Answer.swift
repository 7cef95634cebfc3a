internal import JSON

/// What a command answers, for programs and for people.
struct Answer: Sendable {
    /// For programs.
    let json: JSON
    /// For people; lines without the last line end.
    let text: String
    /// Whether the program ends with 0.
    let isSuccess: Bool

    /// An answer.
    init(json: JSON, text: String, isSuccess: Bool = true) {
        self.json = json
        self.text = text
        self.isSuccess = isSuccess
    }

    /// Nothing to say: the work speaks for itself.
    static let nothing = Answer(json: .null, text: "")

    /// One thing: its members below one another.
    static func one(_ object: JSON.Object) -> Answer {
        let rows = object.members.map { [TextTable.words($0.name), TextTable.cell($0.value)] }
        return Answer(json: .object(object), text: TextTable(rows: rows).text)
    }

    /// One thing with a secret that nobody can ask for again.
    ///
    /// - Parameter thing: what the secret is.
    static func secret(_ object: JSON.Object, _ thing: String) -> Answer {
        let answer = one(object)
        return Answer(
            json: answer.json,
            text: answer.text + "\n\nThis is the only time that the \(thing) is shown: keep it safe now.")
    }

    /// Several things: one line each, with some of their members.
    static func list(_ objects: [JSON.Object], columns: [String]) -> Answer {
        let heading = columns.map { TextTable.words($0).uppercased() }
        let rows = objects.map { object in columns.map { TextTable.cell(object[$0] ?? .null) } }
        return Answer(json: .array(objects.map(JSON.object)), text: TextTable(rows: [heading] + rows).text)
    }
}
