"""From the library's answers to text for people."""
