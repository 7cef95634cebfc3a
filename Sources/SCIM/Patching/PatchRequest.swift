public import JSON

/// The changes that one PATCH asks for, in order (RFC 7644 section 3.5.2).
public struct PatchRequest: Sendable, Hashable {
    /// The type of the resource to change.
    public let type: ResourceType
    /// The changes, each with a path.
    public let operations: [PatchOperation]
    /// What is said with a path about attributes that clients cannot change: it changes nothing, or it is refused.
    let claims: [PatchOperation]

    init(type: ResourceType, operations: [PatchOperation], claims: [PatchOperation] = []) {
        self.type = type
        self.operations = operations
        self.claims = claims
    }

    /// Reads the body of a PATCH.
    ///
    /// `Operations`, `op`, `path` and `value` and what they name may be in any case. Of a value without a path, keys
    /// may be paths themselves; those that are unknown or read-only are left out without complaint, since providers
    /// send back what they were given.
    ///
    /// - Throws: A 400 `invalidSyntax`, `invalidPath`, `invalidFilter`, `invalidValue`, `noTarget` for a `remove`
    ///   without a path; a 413 for more than ``Limits/patchOperations`` changes.
    public init(parsing body: JSON, for type: ResourceType) throws(SCIMError) {
        var reader = PatchReader(type: type)
        try reader.read(body)
        self.init(type: type, operations: reader.operations, claims: reader.claims)
    }

    /// Makes the changes, all of them or none.
    ///
    /// - Parameter resource: The resource in canonical form, of the type that the request was read for.
    /// - Returns: The resource as it should become, also in canonical form.
    /// - Throws: A 400 `invalidValue` for a value that its attribute cannot take and when a required attribute ends up
    ///   without one, `noTarget` for elements that do not exist and cannot be made, `mutability` for a change of what
    ///   cannot change; a 413 when the elements to look at are too many.
    public func apply(to resource: Resource) throws(SCIMError) -> Resource {
        var patched = resource
        var examined = 0
        for operation in operations {
            examined += patched[whole: operation.path.reference]?.arrayValue?.count ?? 1
            guard examined <= Self.maximumExaminedElements else {
                throw SCIMError(
                    status: 413, detail: "These operations look at too many values together. Send fewer at a time.")
            }
            try operation.apply(to: &patched)
        }
        try patched.checkRequiredAttributes()
        return patched
    }

    /// How many elements all operations together may look at: many operations on a long list take quadratic time, and
    /// this many some 20 ms. Enough to add two hundred elements one by one.
    public static let maximumExaminedElements = 20_000
}
