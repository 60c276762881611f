"""A run as people see it: its rhythm and turn, its record, what it alarms about and tells."""
