"""What is known of reports, portals and agencies, and the one reader of each file; imports nothing of the house."""
