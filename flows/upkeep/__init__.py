"""A home kept well: examined, copied, tidied, its warehouse made anew."""
