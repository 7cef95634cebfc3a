// The Directory layer.
