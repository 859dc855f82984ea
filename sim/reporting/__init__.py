"""What is said of answers in words, and the report."""
