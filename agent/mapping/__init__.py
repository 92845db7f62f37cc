"""The mapping language: trees, paths, expressions, value maps, formats, result rules. Pure."""

from agent.mapping.compiling import Words, compile_tree
from agent.mapping.flaws import Defect, Flaw, MappingError, Path
from agent.mapping.nodes import Credential, Nil, Node, Value, render
from agent.mapping.plain import plain_order
from agent.mapping.rules import Evidence, Rule, Rules, Transport, Verdict, compile_rules

__all__ = [
    "Credential",
    "Defect",
    "Evidence",
    "Flaw",
    "MappingError",
    "Nil",
    "Node",
    "Path",
    "Rule",
    "Rules",
    "Transport",
    "Value",
    "Verdict",
    "Words",
    "compile_rules",
    "compile_tree",
    "plain_order",
    "render",
]
