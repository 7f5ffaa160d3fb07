"""Help pages: what each command does, and examples."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "usage": "Usage: {usage}",
    "options_word": "[OPTIONS]",
    "command_word": "COMMAND",
    "arguments": "Arguments:",
    "options": "Options:",
    "commands": "Commands:",
    "globals": "Everywhere:",
    "examples": "Examples:",
    "see_globals": "--book, --today, --lang, --demo and --yes work with every command: repbook --help",
    "repbook": "A field rep's account book: every morning it says who is due a call, a visit or a greeting, and why.",
    "repbook.examples": 'repbook --demo due\nrepbook import customers customers.csv\nrepbook due\nrepbook log mjcs visit "left samples" --mood good',
}
