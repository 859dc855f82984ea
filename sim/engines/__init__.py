"""The engines: exact answers about a space, by every agreement or issue by issue."""
