// The Platform layer.
