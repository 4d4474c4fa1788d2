"""Builds HTML as a tree: whatever text goes in comes out as text, never as markup."""

from xml.etree.ElementTree import Element, tostring  # only builds and writes: nothing is parsed

Child = Element | str


def element(tag: str, *children: Child, **attributes: str) -> Element:
    """Return an element with its children. `class_` and `aria_label` are written `class` and `aria-label`."""
    made = Element(tag, {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()})
    for child in children:
        append(made, child)
    return made


def append(parent: Element, child: Child) -> None:
    """Put an element or a text at the end of another element."""
    if isinstance(child, Element):
        parent.append(child)
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + child
    else:
        parent.text = (parent.text or "") + child


def aloud(text: str) -> Element:
    """Return text that a screen reader says and the eye does not see."""
    return element("span", text, class_="aloud")


def written(root: Element) -> str:
    """Return a whole document."""
    return "<!doctype html>\n" + tostring(root, encoding="unicode", method="html") + "\n"
