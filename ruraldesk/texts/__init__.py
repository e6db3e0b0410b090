"""What a user reads: messages, numbers, dates and names in Chinese official usage.

Knows nothing of forms, books or windows, and needs only the standard library.
"""
