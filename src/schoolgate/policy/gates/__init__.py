"""The gates of the circular, one module for each family: a case in, one finding out."""
