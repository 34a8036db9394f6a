"""Public names say what they take and give, and type checkers find a user's slips."""

import importlib
import inspect
import types

import facemodel as fm


def ours(thing: object) -> bool:
    return (getattr(thing, "__module__", None) or "").startswith("facemodel.")


def public() -> dict[str, object]:
    """Every function, method and property that is reached from `fm` by public names."""
    found: dict[str, object] = {}
    seen: set[int] = set()

    def add(name: str, thing: object) -> None:
        if isinstance(thing, types.ModuleType):
            names = getattr(thing, "__all__", None) or [
                n for n, v in vars(thing).items() if n[0] != "_" and ours(v)
            ]
            for one in names:
                add(f"{name}.{one}", getattr(thing, one))
        elif not ours(thing) or id(thing) in seen:
            return
        elif inspect.isclass(thing):
            seen.add(id(thing))
            for one, member in vars(thing).items():
                if one[0] != "_" or one == "__call__":
                    add_member(f"{name}.{one}", member)
            for base in thing.__mro__[1:]:
                add(f"{base.__module__}.{base.__qualname__}", base)
        elif inspect.isfunction(thing):
            found[name] = thing
            for kind in named_in(thing):
                add(f"{kind.__module__}.{kind.__qualname__}", kind)

    def add_member(name: str, member: object) -> None:
        for wrapped in ("fget", "func", "__func__"):
            member = getattr(member, wrapped, None) or member
        if inspect.isfunction(member) and ours(member):
            found[name] = member
            for kind in named_in(member):
                add(f"{kind.__module__}.{kind.__qualname__}", kind)

    def named_in(function: types.FunctionType) -> list[type]:
        """Classes of ours that a signature names: what it returns is public too."""
        home = importlib.import_module(function.__module__)
        hints = " ".join(str(hint) for hint in inspect.get_annotations(function).values())
        return [v for n, v in vars(home).items() if inspect.isclass(v) and n in hints]

    for name in fm.__all__:
        add(f"fm.{name}", getattr(fm, name))
    return found


def untyped(function: object) -> list[str]:
    signature = inspect.signature(function)
    bare = [
        name
        for name, one in signature.parameters.items()
        if one.annotation is inspect.Parameter.empty and name not in ("self", "cls")
    ]
    return bare + ["return"] * (signature.return_annotation is inspect.Signature.empty)


def test_public_signatures_are_typed():
    functions = public()
    assert len(functions) > 250
    assert {name: bare for name, one in functions.items() if (bare := untyped(one))} == {}
