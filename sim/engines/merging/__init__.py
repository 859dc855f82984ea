"""The merging engine: exact answers about any number of agreements, issue by issue."""
