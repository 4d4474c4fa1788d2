"""Writes of consents: importing, asking, signing, withdrawing; bars and opt-outs."""
