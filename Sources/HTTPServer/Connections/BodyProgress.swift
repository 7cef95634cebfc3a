/// How far a body has come on a connection.
struct BodyProgress: Equatable {
    /// Bytes of the body that the library has handed over.
    let read: Int
    /// Bytes that the kernel has and the library has not read.
    let unread: Int

    /// Whether something is there to be read and nothing has been read since, however much has come meanwhile.
    func isStuck(since former: BodyProgress) -> Bool {
        unread > 0 && unread >= former.unread && read == former.read
    }
}
