"""A message to a phone. One module per kind, each with its own settings model.

When to send, what to say and whether to try again belong elsewhere.
"""
