// The Observability layer.
