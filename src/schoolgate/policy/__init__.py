"""The circular as code: facts in, a determination out."""
