"""The explorer: a published snapshot of a ledger as pages, JSON and CSV."""
