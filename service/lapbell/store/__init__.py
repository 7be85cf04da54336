"""What must survive a power cut: files seen, runs, decisions and the outbox, in SQLite.

Statements live here and nowhere else. What the rows mean for anybody is decided elsewhere.
"""
