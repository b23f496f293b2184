"""Finds every text of the program that a person can read, by reading its source."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.doctor.verdict import TITLES
from app.members.rules import MemberStatus
from app.operators.rules import Role
from app.rooms import legacy_stages
from app.rooms.chain import NO_ANSWER
from app.rooms.rules import STATUS_WORDS, STEP_WORDS
from app.simulator.scenario_files import SHIPPED, load_scenario
from app.vending.curves import FAMILIES, PRESETS

APP = Path(__file__).parent.parent / "app"

TRANSLATING = {"tr": 0, "_tr": 0, "translate": 1}
"""Where a call of this name has its text."""
PAGES = "Pages"
"""The context of what pages are called: it stands in their `PageSpec`, and is met there."""
PAGE_WORDS = ("title", "subtitle")
CORE_NOUNS = ("what", "unit")
"""Parameters whose texts come to stand in sentences of the core."""
QT_WORDS = ("Ctrl", "Shift")
"""Names of keys, which Qt asks for, and which its own Spanish has in full length."""
REPORTS = {"step": 2, "verify": 2, "copy_pages": 3}
"""Calls that say how far a long task is, and where they have the words."""
FACTS = (
    *("The space", "The sign", "no decimals", "at most {0} decimals", "one of {0} digits"),
    *("it ends too early", "the name isn't valid", "a text", "a whole number"),
    *("true or false", "a list", "an object", "buy", "sell"),
    *("64 bits with a sign, as in the ledger", "128 bits without a sign, as in Clarity"),
)
"""Parts of sentences that are chosen before the sentence is said."""
BUGS = ("TypeError", "ValueError", "RuntimeError", "FileNotFoundError")
NOT_SHOWN = re.compile(
    r"cli(_desk)?\.py$|^terminal\.py$|^shell/(shots|start)\.py$|^assembly/demo/(rooms|telling)\.py$"
    r"|^simulator/files\.py$"
)
"""Modules whose sentences don't come into the window: commands, and what the demo's people say."""
NAMED = re.compile(r"\{[a-z]+\}")


@dataclass
class Texts:
    """places: where each text stands. strange: calls whose text can't be read from the source."""

    places: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    strange: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Module:
    """A file of the program; `name` is its path below `app`."""

    name: str
    tree: ast.Module

    @property
    def shows(self) -> bool:
        """Whether its sentences come into the window."""
        return not NOT_SHOWN.search(self.name)

    def at(self, node: ast.expr) -> str:
        """A place in the file, for a message."""
        return f"{self.name}:{node.lineno}"


def modules(root: Path = APP) -> list[Module]:
    """All files of the program."""
    return [
        Module(path.relative_to(root).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(root.rglob("*.py"))
    ]


def called(node: ast.AST) -> str:
    """Name of what is called; empty for anything else."""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def literals(node: ast.expr) -> list[str] | None:
    """The texts that an expression can be; None where the source doesn't tell."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        one, other = literals(node.body), literals(node.orelse)
        return one + other if one is not None and other is not None else None
    return None


def pattern(node: ast.expr) -> list[str] | None:
    """Like `literals`; what is put into a text when it is said becomes {0}, {1} …"""
    if not isinstance(node, ast.JoinedStr):
        return literals(node)
    parts, holes = [], 0
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        else:
            parts.append(f"{{{holes}}}")
            holes += 1
    return ["".join(parts)]


# What goes through Qt


def translated(found: list[Module]) -> Texts:
    """Texts of all calls of `tr` and `translate`, and the titles of pages."""
    texts = Texts()
    for module in found:
        _Calls(module, texts).visit(module.tree)
    return texts


class _Calls(ast.NodeVisitor):
    def __init__(self, module: Module, into: Texts) -> None:
        self._module = module
        self._into = into
        # Of each function that one is in: names that stand for a translating function.
        self._scopes: list[dict[str, int]] = [dict(TRANSLATING)]
        self._parameters: list[set[str]] = [set()]

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._scopes[-1].pop(node.name, None)
        if node.name in TRANSLATING:
            self._scopes[-1][node.name] = 0
        self._scopes.append({})
        self._parameters.append({each.arg for each in node.args.args})
        self.generic_visit(node)
        self._scopes.pop()
        self._parameters.pop()

    def visit_Assign(self, node: ast.Assign) -> None:
        """`tr = self.tr`, `tr, zone = self.tr, …` and `tr = QCoreApplication.translate`."""
        for target in node.targets:
            for name, value in _pairs(target, node.value):
                last = value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")
                if isinstance(name, ast.Name) and last in TRANSLATING:
                    self._scopes[-1][name.id] = self._place(last)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = called(node)
        place = self._place(name) if isinstance(node.func, ast.Name) else TRANSLATING.get(name, -1)
        if place == 1 and len(node.args) == 2 and literals(node.args[0]) is None:
            # A painter's or a rectangle's `translate(dx, dy)`.
            place = -1
        if 0 <= place < len(node.args) and not (place and literals(node.args[0]) == [PAGES]):
            self._add(node.args[place], node)
        if name == "PageSpec":
            for keyword in node.keywords:
                if keyword.arg in PAGE_WORDS and called(keyword.value) not in TRANSLATING:
                    self._add(keyword.value, node)
        self.generic_visit(node)

    def _place(self, name: str) -> int:
        return next((scope[name] for scope in reversed(self._scopes) if name in scope), -1)

    def _add(self, text: ast.expr, call: ast.Call) -> None:
        # A function that hands its own argument on is met where it is called.
        if isinstance(text, ast.Name) and any(text.id in names for names in self._parameters):
            return
        found = literals(text)
        if found is None:
            self._into.strange.append(f"{self._module.at(call)}: {ast.unparse(call)}")
        for each in found or ():
            self._into.places[each + _meaning(text, call)].append(self._module.at(call))


def _meaning(text: ast.expr, call: ast.Call) -> str:
    """`|short` where a word has more than one meaning, or length, and the call says which."""
    after = call.args[call.args.index(text) + 1 :] if text in call.args else []
    said = literals(after[0]) if after else None
    return f"|{said[0]}" if said and said[0] else ""


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(target.elts, value.elts, strict=True)
    else:
        yield target, value


# What the core says


def said(found: list[Module]) -> Texts:
    """Sentences of the core as patterns, titles of its errors, and the words put into both."""
    texts = Texts()
    kinds = _error_kinds(found)
    for module in found:
        if not module.shows:
            continue
        for node in _sentences(module.tree):
            for text in pattern(node) or ():
                if " " in text and text.endswith("."):
                    texts.places[NAMED.sub("{0}", text)].append(module.at(node))
        for each in ast.walk(module.tree):
            if isinstance(each, ast.ClassDef) and each.name in kinds:
                for title in _class_title(each):
                    texts.places[title].append(module.name)
        if "view/" not in module.name:
            for noun, call in _nouns(module.tree):
                texts.places[noun].append(module.at(call))
    for word in (*core_words(), *QT_WORDS):
        texts.places[word].append("core_words")
    return texts


def core_words() -> Iterator[str]:
    """Words of the core that a form or a sentence shows as they are."""
    for family in FAMILIES.values():
        yield from (family.label, family.help)
        for parameter in family.parameters:
            yield from (parameter.label, parameter.help)
    yield from (preset.label for preset in PRESETS)
    yield from (role.label for role in Role)
    yield from STATUS_WORDS.values()
    yield from STEP_WORDS.values()
    yield from legacy_stages.STAGE_WORDS.values()
    yield from legacy_stages.STEP_WORDS.values()
    yield from NO_ANSWER
    yield from TITLES.values()
    yield from (status.value for status in MemberStatus)
    yield from scenario_words()
    yield from FACTS


def scenario_words() -> Iterator[str]:
    """What the scenarios that come with the program tell an audience."""
    for name in SHIPPED:
        scenario = load_scenario(name)
        yield scenario.about
        for scene in scenario.scenes:
            yield from (scene.title, scene.text)


def _sentences(tree: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr]:
    """Texts that are no docstring, not said to developers and not translated where they stand."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr):
            yield node
        elif called(node) not in (*TRANSLATING, *BUGS) and not _is_docstring(node):
            yield from _sentences(node)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _error_kinds(found: list[Module]) -> set[str]:
    """Names of `UserError` and all that is derived from it."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for module in found
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
    }
    kinds = {"UserError"}
    while more := {name for name, above in bases.items() if above & kinds} - kinds:
        kinds |= more
    return kinds


def _class_title(node: ast.ClassDef) -> Iterator[str]:
    for line in node.body:
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "title":
            yield from literals(line.value) or ()


def _nouns(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Nouns given by name anywhere or by place in their module, and what progress says."""
    places: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name != "__init__":
            names = [each.arg for each in node.args.args if each.arg != "self"]
            places[node.name] = next(
                (at for at, name in enumerate(names) if name in CORE_NOUNS), len(names)
            )
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            given = [each.value for each in call.keywords if each.arg in ("title", *CORE_NOUNS)]
            given += call.args[REPORTS.get(called(call), len(call.args)) :][:1]
            given += call.args[places.get(called(call), len(call.args)) :][:1]
            for each in given:
                for noun in pattern(each) or ():
                    if noun.strip():
                        yield noun, call
