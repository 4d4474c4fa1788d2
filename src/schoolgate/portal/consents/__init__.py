"""The pages of consents: what staff keep, and what families sign and withdraw by their links."""
