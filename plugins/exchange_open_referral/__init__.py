"""What is offered in a place's spaces, for other directories to read: Open Referral UK 3.0."""
