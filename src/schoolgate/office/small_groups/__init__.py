"""The exception of R46: an agency sees small groups, by a written basis, an agreement and two approvals."""
