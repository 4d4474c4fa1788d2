"""The expectations of each part of the portal, found by themselves."""
