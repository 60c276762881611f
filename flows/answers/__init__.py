"""What analysts ask: comparisons, marked pages, samples to audit, wordings to review."""
