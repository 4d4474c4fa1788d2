"""Builds: a request made into a release, in the background, with what was found beside the file."""
