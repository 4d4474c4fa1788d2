"""Pages of builds: progress, what was found beside the file, the file itself for staff."""
