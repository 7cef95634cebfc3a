/// A path template such as `/Users/{id}`, taken apart once.
struct PathPattern: Sendable {
    private enum Segment: Sendable {
        case literal(Substring)
        case parameter(String)
    }

    /// The template as written.
    let template: String
    private let segments: [Segment]

    /// Takes a template apart.
    ///
    /// - Precondition: `template` starts with `/`.
    init(_ template: String) {
        precondition(template.utf8.first == UInt8(ascii: "/"), "a pattern starts with a slash")
        self.template = template
        segments = Self.segments(of: template).map { segment in
            // text: the template is ours.
            segment.hasPrefix("{") && segment.hasSuffix("}")
                ? .parameter(String(segment.dropFirst().dropLast())) : .literal(segment)
        }
    }

    /// Cuts a path at its slashes; a trailing slash leaves an empty last segment.
    static func segments(of path: String) -> [Substring] {
        // text: a path is printable ASCII, see RequestLine.
        path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    }

    /// Compares a path, already cut, with the pattern.
    ///
    /// - Returns: `nil` if it does not fit. A segment that cannot be decoded or is empty fits no parameter.
    func match(_ path: [Substring]) -> PathParameters? {
        guard path.count == segments.count else { return nil }
        var parameters = PathParameters()
        for (segment, actual) in zip(segments, path) {
            switch segment {
            case .literal(let expected):
                guard expected == actual else { return nil }
            case .parameter(let name):
                guard !actual.isEmpty, let value = PercentEncoding.decode(actual) else { return nil }
                parameters.append(name, value)
            }
        }
        return parameters
    }
}
