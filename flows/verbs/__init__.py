"""The command line by verbs: parse, call one function, print."""
