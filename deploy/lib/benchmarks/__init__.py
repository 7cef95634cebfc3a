"""What deploy/bench measures, one module for each kind of measurement."""
