"""Types of the answers, a module for each command: what `result` of an answer holds."""
