import Testing

@testable import SCIM

@Suite struct PreconditionsTests {
    static let matching = [
        #"W/"7""#, #""7""#, "*", " * ", #"W/"6", W/"7""#, #"W/"6","7""#, #", W/"7" ,"#, #"W/"a,b",W/"7""#,
    ]
    static let others = [#"W/"6""#, #"W/"77""#, #""", W/"8""#, #"W/"07""#]
    static let unreadable = ["", "7", "W/7", ",", #"W/"7" W/"7""#, #"W/"7", x"#, "*, \"7\"", "\"7"]

    @Test("If-Match fails unless it names the version", arguments: others + unreadable)
    func ifMatchFails(header: String) {
        let preconditions = Preconditions(ifMatch: header, ifNoneMatch: nil)
        #expect(preconditions.decision(current: EntityTag(version: 7), isRead: false) == .failed)
        #expect(preconditions.decision(current: EntityTag(version: 7), isRead: true) == .failed)
    }

    @Test("If-Match proceeds when it names the version, and fails without a resource", arguments: matching)
    func ifMatchProceeds(header: String) {
        let preconditions = Preconditions(ifMatch: header, ifNoneMatch: nil)
        #expect(preconditions.decision(current: EntityTag(version: 7), isRead: false) == .proceed)
        #expect(preconditions.decision(current: nil, isRead: false) == .failed)
    }

    @Test("If-None-Match holds back when it names the version: 304 for a read, 412 for a change", arguments: matching)
    func ifNoneMatch(header: String) {
        let preconditions = Preconditions(ifMatch: nil, ifNoneMatch: header)
        #expect(preconditions.decision(current: EntityTag(version: 7), isRead: true) == .notModified)
        #expect(preconditions.decision(current: EntityTag(version: 7), isRead: false) == .failed)
        #expect(preconditions.decision(current: nil, isRead: false) == .proceed)
    }

    @Test("If-None-Match proceeds when it names another version or cannot be read", arguments: others + unreadable)
    func ifNoneMatchProceeds(header: String) {
        let preconditions = Preconditions(ifMatch: nil, ifNoneMatch: header)
        #expect(preconditions.decision(current: EntityTag(version: 7), isRead: true) == .proceed)
    }

    @Test("Without headers there is nothing to decide")
    func none() {
        let preconditions = Preconditions(ifMatch: nil, ifNoneMatch: nil)
        #expect(preconditions.isEmpty)
        #expect(preconditions.decision(current: EntityTag(version: 7), isRead: true) == .proceed)
    }

    @Test("With both headers both have to be met")
    func both() {
        let preconditions = Preconditions(ifMatch: #"W/"7""#, ifNoneMatch: #"W/"7""#)
        #expect(preconditions.decision(current: EntityTag(version: 7), isRead: true) == .notModified)
        #expect(preconditions.decision(current: EntityTag(version: 8), isRead: true) == .failed)
    }
}
