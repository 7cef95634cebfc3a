/// What can happen. The raw value is what consumers of events see.
public enum EventKind: String, Sendable, Hashable, CaseIterable {
    case tenantCreated = "tenant.created"
    case tenantSuspended = "tenant.suspended"
    case tenantResumed = "tenant.resumed"
    case tenantRenamed = "tenant.renamed"
    case tenantSettingsChanged = "tenant.settings_changed"
    case connectionCreated = "connection.created"
    case connectionStatusChanged = "connection.status_changed"
    case tokenIssued = "token.issued"
    case tokenRevoked = "token.revoked"
    case userCreated = "user.created"
    case userUpdated = "user.updated"
    case userDeactivated = "user.deactivated"
    case userReactivated = "user.reactivated"
    /// A deletion was undone, and the person is deactivated as before it.
    case userRestored = "user.restored"
    case userDeleted = "user.deleted"
    /// Somebody who may not be deactivated was to be; nothing changed.
    case userDeactivationRefused = "user.deactivation_refused"
    case userSetUp = "user.set_up"
    case userAnonymised = "user.anonymised"
    case roleChanged = "user.role_changed"
    case keyIssued = "key.issued"
    case keyRevoked = "key.revoked"
    case sessionOpened = "session.opened"
    case sessionEnded = "session.ended"
    case environmentCreated = "environment.created"
    case environmentAssigned = "environment.assigned"
    case environmentUnassigned = "environment.unassigned"
    /// Everybody in the tenant may use it again.
    case environmentOpened = "environment.opened"
    case clientCreated = "client.created"
    case clientRevoked = "client.revoked"
    /// The platform digests under another pepper.
    case pepperRotated = "pepper.rotated"
    /// What was still under the pepper before is not known any more.
    case pepperRetired = "pepper.retired"
    case webhookAdded = "webhook.added"
    case webhookRotated = "webhook.rotated"
    case webhookRemoved = "webhook.removed"
    /// Nothing more is sent to the endpoint: staff said so, or it has answered 410.
    case webhookDisabled = "webhook.disabled"
    case webhookEnabled = "webhook.enabled"
    /// Staff have something sent again.
    case webhookRedelivered = "webhook.redelivered"
    /// Too many people leave at once: the effects wait.
    case offboardingHeld = "offboarding.held"
    case offboardingApproved = "offboarding.approved"
    case offboardingUndone = "offboarding.undone"
    /// Undoing is through.
    case offboardingRestored = "offboarding.restored"
    case jobRetried = "job.retried"
    case jobDiscarded = "job.discarded"
    case groupCreated = "group.created"
    case groupUpdated = "group.updated"
    case groupMembersChanged = "group.members_changed"
    case groupDeleted = "group.deleted"

    /// The kind of thing it happens to.
    public var subjectKind: String {
        String(rawValue.prefix { $0 != "." })
    }
}
