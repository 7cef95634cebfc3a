// The SCIM layer.
