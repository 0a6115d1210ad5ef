"""How a message is cut into what stays the same wherever it is printed.

`Sources/KernelFacts/Line.swift` cuts a printed line in the same way: change both or neither.
"""

import re

# A conversion of vsnprintf, with what the kernel adds to %p: all letters and digits behind it.
CONVERSION = re.compile(
    r"%(?:[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d*))?(?:hh|h|ll|l|L|z|t|j|q)?(?:p[A-Za-z0-9]*|[cdeEfgGiosuxX%]))"
)
TOKEN = re.compile(r"[A-Za-z0-9_]+")
MARKED = re.compile(r"[A-Za-z0-9_\x02\x03]+")
LEVEL = re.compile(r"^\x01[0-7cd]")

ANCHOR_TOKENS = 6  # how many tokens of a format's longest run are looked for at once
MOST_PIECES = 3  # how many further runs are compared
MOST_LETTERS = 60  # who matched that many letters needs no further proof
LEAST_LETTERS = 6
UNKNOWN_BEFORE, UNKNOWN_AFTER = 15, 31  # counts that are not known, or too large


class Run:
    """Whole words between two conversions, and how many tokens of a printed line stand before them."""

    def __init__(self, tokens, place):
        self.tokens = tokens
        self.place = place  # None behind a conversion of unknown length
        self.letters = letters(tokens)


def cut(text):
    """The runs of a format; how many tokens it prints (None: that varies); whether words begin and end it.

    A word that touches a conversion is dropped: nobody knows what is printed there.
    """
    runs, place, total, words = [], 0, 0, []
    tokens = MARKED.findall(CONVERSION.sub(mark, text))
    for token in tokens + ["\x03"]:
        if "\x02" not in token and "\x03" not in token:
            words.append(token)
            continue
        if words:
            runs.append(Run(words, place))
            place = None if place is None else place + len(words)
            words = []
        total = place
        place = None if place is None or "\x03" in token else place + 1
    whole = [not ("\x02" in token or "\x03" in token) for token in tokens]
    return runs, total, bool(whole) and whole[0], bool(whole) and whole[-1]


def mark(conversion):
    """A number prints one token, or a part of one (\\x02); anything else who knows how many (\\x03)."""
    kind = conversion.group()
    if kind == "%%":
        return "%"
    return "\x02" if kind[-1] in "diuxXo" and "p" not in kind else "\x03"


def letters(tokens):
    return sum(sum(character.isalpha() for character in token) for token in tokens)


def formats(text, module):
    """The shapes of one string, one for each line of it."""
    # A string with none of the three may be a word for somebody else's %s.
    plain = not (LEVEL.match(text) or "\n" in text or "%" in text)
    for line in LEVEL.sub("", text).split("\n"):
        # pr_fmt puts the module's name in front: the text counts without it.
        head, colon, rest = line.partition(":")
        if colon and head.strip().replace("-", "_") == module:
            line = rest
        # What touches the first word is its level, as dump_stack() has it: `%sHardware name: %s`.
        shape = shaped(*cut(re.sub(r"^%s(?=[A-Za-z])", "", line)))
        if shape:
            yield shape + (plain,)


def shaped(found, total, starts, ends):
    """(anchor, pieces before it, pieces behind it, tokens before it, tokens behind it, begins with it, ends with it)"""
    if not found:
        return None
    weights = [run.letters for run in found]
    if sum(weights) < LEAST_LETTERS or (sum(len(run.tokens) for run in found) < 2 and sum(weights) < 10):
        return None
    best = max(range(len(found)), key=lambda index: (weights[index], -index))
    run = found[best]
    anchor, rest = run.tokens[:ANCHOR_TOKENS], run.tokens[ANCHOR_TOKENS:]
    before = [other.tokens for other in found[:best]]
    after = ([rest] if rest else []) + [other.tokens for other in found[best + 1 :]]
    # The pieces that tell most, in their order, until enough is proved.
    proved = letters(anchor)
    choice = sorted(
        [(letters(piece), -index, 0) for index, piece in enumerate(before)]
        + [(letters(piece), -index, 1) for index, piece in enumerate(after)],
        reverse=True,
    )
    kept = set()
    for weight, index, side in choice[:MOST_PIECES]:
        if proved >= MOST_LETTERS or weight < 2:
            break
        kept.add((side, -index))
        proved += weight
    place = run.place
    before_count = UNKNOWN_BEFORE if place is None or place >= UNKNOWN_BEFORE else place
    after_count = UNKNOWN_AFTER
    tail_known = total is not None
    if tail_known and place is not None:
        after_count = min(total - place - len(anchor), UNKNOWN_AFTER)
    return (
        tuple(anchor),
        tuple(tuple(piece[:15]) for index, piece in enumerate(before) if (0, index) in kept),
        tuple(tuple(piece[:15]) for index, piece in enumerate(after) if (1, index) in kept),
        before_count,
        after_count,
        starts,
        ends,
    )
