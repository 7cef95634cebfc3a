/// What a filter asks of a resource, with every name resolved and every value of its attribute's type.
///
/// It is in one form, so that whoever evaluates it has few cases:
/// - `a ne v` is `not (a eq v)`: true when the attribute is absent, and for a list when no element has the value.
/// - `a eq null` and `a eq ""` are `not (a pr)`, since nothing unassigned is ever kept; `co`, `sw` and `ew` of the
///   empty text are `a pr`.
/// - A multi-valued attribute stands only in `present` (the list has elements) and in `anyElement`, inside of which all
///   references are to parts of one element: `emails.value eq "x"`, `emails eq "x"` and `emails[value eq "x"]` are the
///   same.
///
/// There is no third truth value: a comparison with something absent is false, and its negation true.
public indirect enum Condition: Sendable, Hashable {
    /// All of at least two conditions.
    case and([Condition])
    /// Any of at least two conditions.
    case or([Condition])
    /// The opposite.
    case not(Condition)
    /// The attribute has a value.
    case present(AttributeReference)
    /// The attribute has a value that compares so with the literal.
    case comparison(AttributeReference, Operator, Literal)
    /// At least one element of the multi-valued attribute meets the condition.
    case anyElement(AttributeReference, Condition)
}
