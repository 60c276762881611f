"""Tables: what was read, in DuckDB, with its source beside every number."""
