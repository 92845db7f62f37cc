"""Lets `python -m agent.practice.erp` run the practice ERP."""

from agent.practice.erp.cli import app

app()
