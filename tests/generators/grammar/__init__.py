"""Reports made by a grammar of independent choices: words, layouts, heads, deliveries. No reader is known here."""
