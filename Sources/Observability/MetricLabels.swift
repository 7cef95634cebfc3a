/// Which series of a metric is meant: label names with their values, in any order.
public struct MetricLabels: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    /// Sorted by name, so that equal labels are equal however they were written.
    let pairs: [Pair]

    struct Pair: Hashable, Sendable {
        let name: String
        let value: String
    }

    /// These labels.
    ///
    /// - Precondition: The names are valid (`[a-z_][a-z0-9_]*`) and different.
    public init(dictionaryLiteral elements: (StaticString, String)...) {
        self.init(elements.map { Pair(name: $0.description, value: $1) })
    }

    private init(_ pairs: [Pair]) {
        precondition(pairs.allSatisfy { MetricFamily.isValid($0.name) }, "a label has a valid name")
        precondition(Set(pairs.map(\.name)).count == pairs.count, "a label is given once")
        self.pairs = pairs.sorted { $0.name < $1.name }
    }

    /// The labels of all that are too many to be told apart.
    var asOther: MetricLabels {
        MetricLabels(pairs.map { Pair(name: $0.name, value: "other") })
    }

    /// The labels as they stand in the text format, with one more at the end if there is one: `{route="users"}`.
    func text(adding last: Pair? = nil) -> String {
        let all = pairs + (last.map { [$0] } ?? [])
        guard !all.isEmpty else { return "" }
        return "{" + all.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",") + "}"
    }

    private static func escaped(_ value: String) -> String {
        var text = String.UnicodeScalarView()
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text.append(contentsOf: #"\\"#.unicodeScalars)
            case "\"": text.append(contentsOf: #"\""#.unicodeScalars)
            case "\n": text.append(contentsOf: #"\n"#.unicodeScalars)
            default: text.append(scalar)
            }
        }
        return String(text)
    }
}
