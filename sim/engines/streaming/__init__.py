"""The streaming engine: exact answers by looking at every agreement that could matter."""
