extension ResourceType {
    /// People (RFC 7643 sections 4.1 and 4.3).
    public static let user = ResourceType(
        name: "User", summary: "People in this tenant", endpoint: "/Users", schema: .user,
        extensions: [.enterpriseUser])

    /// Groups of people (RFC 7643 section 4.2).
    public static let group = ResourceType(
        name: "Group", summary: "Teams of people in this tenant", endpoint: "/Groups", schema: .group, extensions: [])
}
