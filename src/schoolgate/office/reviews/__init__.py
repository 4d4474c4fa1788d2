"""Reviews: two people look at a build, each without the other's word, before anything leaves."""
