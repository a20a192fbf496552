"""Fetching: pages and feeds over http and https, and nothing else of the network."""

from __future__ import annotations

from detente.sources.fetching.addresses import Policy, Resolver
from detente.sources.fetching.fetcher import Fetched, Fetcher
from detente.sources.fetching.targets import Target, parse_target

__all__ = ["Fetched", "Fetcher", "Policy", "Resolver", "Target", "parse_target"]
