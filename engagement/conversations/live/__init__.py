"""The live channel: the database is the truth, the socket is a hint. See README.md beside this."""
