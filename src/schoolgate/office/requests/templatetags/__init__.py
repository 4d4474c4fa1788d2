"""What templates may ask of requests."""
