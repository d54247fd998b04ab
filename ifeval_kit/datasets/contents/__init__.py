"""What data holds: the prompts of a suite counted, and suites compared with training data."""
