"""School staff and the students who are theirs: seen, and taken home as a file."""
