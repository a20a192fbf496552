"""Replies: openings and what followed them, against chance and a placebo, with their lags."""
