"""From a determination to a folder of files: built aside, verified, renamed into place."""
