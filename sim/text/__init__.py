"""What answers say in words: names, numbers, tables and sentences, shared by all output."""
