"""Projects in formats that other programs read, and in our own, which is lossless."""
