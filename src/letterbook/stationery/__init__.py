"""What an office buys to post its letters with, in mm: envelopes, and sheets of labels."""
