internal import JSON

// Every error with a fixed text, by status. Each text says what to do about it.
extension SCIMError {
    /// 400: the same attribute stands in one body twice, with two values; which was meant cannot be known.
    public static func givenTwice(_ path: String) -> SCIMError {
        .badRequest(
            .invalidSyntax,
            "\(path) is given twice, with two values; names do not depend on case or on the URI. Send it once.")
    }

    /// 400: an attribute that a resource cannot be without has no value.
    public static func required(_ path: String) -> SCIMError {
        .badRequest(.invalidValue, "\(path) is required. Send a value that is not empty or blank.")
    }

    /// 400: an attribute that clients cannot change.
    public static func mutability(_ path: String) -> SCIMError {
        .badRequest(.mutability, "\(path) cannot be changed by a client. Leave it out.")
    }

    /// 401: a token that is unknown here, revoked or expired: always the same, so that nobody learns which.
    public static let unauthorized = SCIMError(
        status: 401,
        detail:
            "The token is not valid here: it is unknown, revoked or expired. Ask for a new one, and check the tenant URL."
    )

    /// 401: what anybody can see is no token, whoever may exist.
    ///
    /// - Parameter finding: What is wrong with it.
    public static func unauthorized(_ finding: String) -> SCIMError {
        SCIMError(
            status: 401,
            detail: "\(finding) Send Authorization: Bearer and the token, which begins with mst_ and has 42 "
                + "characters.")
    }

    /// 403: understood, and not allowed.
    ///
    /// - Parameter detail: What is not allowed and what to do instead.
    public static func forbidden(_ detail: String) -> SCIMError {
        SCIMError(status: 403, detail: detail)
    }

    /// 403: a filter on a discovery endpoint, which RFC 7644 section 4 forbids.
    public static let discoveryFilter = SCIMError.forbidden(
        "The schemas, resource types and service provider configuration cannot be filtered. Leave the filter out.")

    /// 404: no resource with that id.
    public static func notFound(_ type: ResourceType) -> SCIMError {
        SCIMError(status: 404, detail: "There is no such \(type.name). Look it up again: it may have been deleted.")
    }

    /// 404: no such endpoint.
    public static let unknownEndpoint = SCIMError(
        status: 404, detail: "There is no such endpoint. The endpoints are listed at /ResourceTypes.")

    /// 404: no such endpoint, with where it may be.
    ///
    /// - Parameters:
    ///   - base: The path below which SCIM is served.
    ///   - endpoint: The endpoint that was probably meant, such as `/Users`; nil where that is not known.
    public static func unknownEndpoint(below base: String, nearest endpoint: String?) -> SCIMError {
        let hint = endpoint.map { "Did you mean \(base)\($0)?" } ?? "It lists its endpoints at \(base)/ResourceTypes."
        return SCIMError(status: 404, detail: "There is no such endpoint. SCIM is served below \(base). \(hint)")
    }

    /// 405: an endpoint that does not know the method.
    public static let methodNotAllowed = SCIMError(
        status: 405, detail: "The endpoint does not support this method. The header Allow lists those that it does.")

    /// 409: another resource has the value.
    public static func uniqueness(_ path: String) -> SCIMError {
        SCIMError(
            status: 409, kind: .uniqueness,
            detail: "Another resource already has this \(path). Change that one, or choose another value.")
    }

    /// 409: another resource has the value, and the client may know which.
    ///
    /// - Parameter holder: Its id, and who made it.
    public static func uniqueness(_ path: String, takenBy holder: String) -> SCIMError {
        SCIMError(
            status: 409, kind: .uniqueness,
            detail: "This \(path) belongs to \(holder). Change that one, or choose another value.")
    }

    /// 412: the resource is no longer as the client knew it (RFC 7644 section 3.14).
    public static let preconditionFailed = SCIMError(
        status: 412, detail: "The resource has changed since it was read. Read it again and repeat the change.")

    /// 413: a body over its limit.
    ///
    /// - Parameter maximumBytes: The limit in bytes.
    public static func tooLarge(maximumBytes: Int) -> SCIMError {
        SCIMError(status: 413, detail: "The body may have \(maximumBytes) bytes. Send several smaller requests.")
    }

    /// 413: more values than one request may carry.
    public static func tooManyElements(_ path: String) -> SCIMError {
        SCIMError(
            status: 413,
            detail: "\(path) may have \(Limits.membersPerRequest) values in one request. Send them in several requests."
        )
    }

    /// 413: a change after which a person would be larger than may be stored.
    public static let personTooLarge = SCIMError(
        status: 413,
        detail: "A person may have \(Limits.storedPerson.maximumBytes) bytes and \(Limits.storedPerson.maximumValues) "
            + "values in all, also after several requests. Take something away first.")

    /// 400 `tooMany`: a group with more members than one answer shows (RFC 7644 section 3.12).
    public static let tooManyMembers = SCIMError.badRequest(
        .tooMany,
        "An answer shows at most \(Limits.membersPerAnswer) members, and there are more. Leave them out with "
            + "excludedAttributes=members, and list them with /Users?filter=groups.value eq \"the group's id\".")

    /// 400 `tooMany`: a person whose groups are more than one answer shows.
    public static let tooManyGroups = SCIMError.badRequest(
        .tooMany,
        "The groups of a person here are more than an answer may hold. Leave them out with excludedAttributes=groups, "
            + "and list them with /Groups?filter=members.value eq \"the person's id\".")

    /// 400 `tooMany`: a page that was asked for by its size and does not fit into one answer.
    ///
    /// A client that goes on by what it asked for would never see what was left out, so nothing is left out silently.
    ///
    /// - Parameter count: How many resources from the same start fit.
    public static func pageTooLarge(fitting count: Int) -> SCIMError {
        .badRequest(
            .tooMany,
            "These are too many for one answer. Ask with count=\(count) or less, leave out members and groups with "
                + "excludedAttributes, or send no count and go on at startIndex + itemsPerPage.")
    }

    /// 415: a body that is no JSON.
    public static let unsupportedMediaType = SCIMError(
        status: 415, detail: "The body must be application/scim+json or application/json.")

    /// 429: too many requests.
    public static let tooManyRequests = SCIMError(
        status: 429, detail: "There are too many requests. Wait for the seconds that Retry-After says.")

    /// 500: a fault of this service.
    ///
    /// - Parameter requestID: The id under which the log says more.
    public static func internalFault(requestID: String) -> SCIMError {
        SCIMError(status: 500, detail: "Something failed in this service. Report it with the request id \(requestID).")
    }

    /// 501: a part of the protocol that this service does not have.
    ///
    /// - Parameter feature: Its name, for example `Bulk`.
    public static func notImplemented(_ feature: String) -> SCIMError {
        SCIMError(
            status: 501, detail: "\(feature) is not supported. /ServiceProviderConfig lists what is.")
    }

    /// 503: the service cannot answer now.
    public static let unavailable = SCIMError(
        status: 503, detail: "The service cannot answer now. Wait for the seconds that Retry-After says.")
}
