"""Super-NaturalInstructions: its task files, and the prompts that are made of them."""
