"""What detente stands: hostile input, hostile networks, kills, full disks; one module a topic."""
