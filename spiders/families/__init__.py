"""One spider a listing mechanism, not a site; a module's name is the `family` of portal files."""
