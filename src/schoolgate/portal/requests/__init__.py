"""The Data Request Form and the page of a request, for those who ask."""
