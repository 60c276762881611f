"""Reports made by a grammar of independent choices: words, layouts, headings, deliveries. Knows nothing of the readers."""
