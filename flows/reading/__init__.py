"""Documents in, readings out: supervised processes, articles of several pages, the verb extract."""
