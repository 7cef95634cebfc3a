/// Why a conversation did not go as its file says: which file, which step, and what differs.
struct ConversationFailure: Error, CustomStringConvertible {
    let file: String
    /// For example `step 3 (disable the person)`; empty where the file as a whole is meant.
    let place: String
    let differences: [String]

    var description: String {
        let head = place.isEmpty ? file : "\(file), \(place)"
        return ([head + ":"] + differences.map { "  " + $0 }).joined(separator: "\n")
    }
}
