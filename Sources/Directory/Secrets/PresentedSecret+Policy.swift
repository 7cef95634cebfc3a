extension PresentedSecret {
    /// Whether it is worth a look-up where secrets of some kinds are asked for.
    ///
    /// This is the one place that decides so. Only what this platform issues opens anything, and what it issues can be
    /// told from everything else by its form: anything else is refused without asking the database.
    public func isLookedUp(as kinds: IssuedSecret.Kind...) -> Bool {
        switch form {
        case .issued(let kind): kinds.contains(kind)
        case .mistyped, .foreign: false
        }
    }
}
