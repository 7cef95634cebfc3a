/// The URIs of the messages that are not resources (RFC 7644 section 8.2, RFC 7643 section 10.4.1).
public enum MessageSchema {
    /// An error.
    public static let error = "urn:ietf:params:scim:api:messages:2.0:Error"
    /// A list of resources.
    public static let listResponse = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
    /// A search with POST.
    public static let searchRequest = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
    /// A list of changes.
    public static let patchOperation = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
}
