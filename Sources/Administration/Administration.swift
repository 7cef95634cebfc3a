// The Administration layer.
