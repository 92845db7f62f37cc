"""What can keep an agent from starting or end it, for the command line to tell."""

from agent.journal import DataDirLockedError, JournalDeadError, NewerSchemaError

__all__ = ["DataDirLockedError", "JournalDeadError", "NewerSchemaError"]
