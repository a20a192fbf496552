"""Reviewing in the explorer: who may write, what was typed, and what reviews say so far."""
