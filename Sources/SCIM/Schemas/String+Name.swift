extension String {
    /// A name in the form in which names of the protocol are compared: in lower case (RFC 7643 section 2.1).
    ///
    /// All of them are ASCII. A name that is not stays as it is and is none of them, the Kelvin sign no `k`.
    var foldedName: String {
        utf8.allSatisfy { $0 < 0x80 } ? lowercased() : self
    }
}
