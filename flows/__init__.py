"""Who runs when: the steps in plain functions, Prefect around them, the command line on top."""
