"""The desk: the queue, and the page of a request for those who answer it."""
