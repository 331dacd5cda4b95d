"""What organisations offer in spaces, and who is in on a day."""
