"""Word: filling a template, reading a document back, checking what somebody wrote."""
