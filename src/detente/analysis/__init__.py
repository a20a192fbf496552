"""Analysis: ledger entries -> findings. Plain functions over stories; no SQL, no rendering."""
