/// The text that EXPLAIN (ANALYZE, BUFFERS) writes.
struct QueryPlan {
    let lines: [String]

    var text: String { lines.joined(separator: "\n") }

    /// Whether an index is entered with this condition, beside the one on the tenant.
    func hasIndexCondition(_ condition: String) -> Bool {
        lines.contains {
            $0.contains("Index Cond: ") && $0.contains(condition) && $0.contains("(tenant_id = ")
        }
    }

    var readsWholeTables: Bool { text.contains("Seq Scan on") }

    /// The pages touched in all: those of the topmost node. A node that touches none says nothing.
    var pages: Int {
        guard let buffers = lines.first(where: { $0.contains("Buffers: shared") }) else { return 0 }
        return buffers.split(separator: " ").reduce(0) { sum, word in
            word.hasPrefix("hit=") || word.hasPrefix("read=")
                ? sum + (Int(word.drop { $0 != "=" }.dropFirst()) ?? Int(Int32.max)) : sum
        }
    }
}
