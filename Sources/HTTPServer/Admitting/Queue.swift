/// First in, first out; adding and taking cost the same however long it is.
struct Queue<Element> {
    /// The next ones, the very next last.
    private var leaving: [Element] = []
    private var arriving: [Element] = []

    var count: Int { leaving.count + arriving.count }
    var isEmpty: Bool { leaving.isEmpty && arriving.isEmpty }
    var first: Element? { leaving.last ?? arriving.first }

    mutating func append(_ element: Element) {
        arriving.append(element)
    }

    mutating func popFirst() -> Element? {
        if leaving.isEmpty {
            swap(&leaving, &arriving)
            leaving.reverse()
        }
        return leaving.popLast()
    }

    /// Takes out the first element that fits, wherever it stands; it looks at all before it.
    mutating func remove(where fits: (Element) -> Bool) -> Element? {
        if let index = leaving.lastIndex(where: fits) { return leaving.remove(at: index) }
        return arriving.firstIndex(where: fits).map { arriving.remove(at: $0) }
    }
}
