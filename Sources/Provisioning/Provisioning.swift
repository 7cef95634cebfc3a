// The Provisioning layer.
