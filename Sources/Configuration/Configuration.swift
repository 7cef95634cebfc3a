// The Configuration layer.
