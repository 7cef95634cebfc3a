extension Duration {
    /// Milliseconds, rounded up, from 1 to what 32 bits hold: for curl 0 means its own default, or none at all.
    var wholeMilliseconds: Int {
        Int(min(max((self / .milliseconds(1)).rounded(.up), 1), Double(Int32.max)))
    }
}
