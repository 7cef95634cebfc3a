// The Postgres layer.
