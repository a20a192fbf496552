"""Sections: each turns findings into one part of the brief."""
