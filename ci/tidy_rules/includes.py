"""The include edges of edges.py."""
from . import edges
from .source import Finding

RULE = "include"


def check(source, root):
    row = edges.folder_of(source.path)
    if row is None:
        return
    for include in source.includes:
        problem = angled(row, include) if include.angled else quoted(row, include, root)
        if problem:
            yield Finding(source.path, include.line, RULE, *problem)


def angled(row, include):
    if include.path in edges.STANDARD:
        return None
    allowed = edges.FOLDERS[row].libraries
    library = edges.library_of(include.path)
    if library is None:
        return f"<{include.path}> is of no library that the design names", "use one of edges.py, or name it there"
    if library in allowed or allowed == edges.EVERYTHING:
        return None
    listed = ", ".join(allowed) or "the standard library alone"
    return f"{row} includes <{include.path}>", f"hide it behind a port in an adapter ({row} may use {listed})"


def quoted(row, include, root):
    target = edges.folder_of(include.path)
    if target is None or not exists(root, include.path):
        return f'"{include.path}" is no file of the tree', 'include from the top of the tree ("worker/base/units.h")'
    allowed = edges.FOLDERS[row].may
    if target in allowed or allowed == edges.EVERYTHING:
        return None
    listed = ", ".join(name for name in allowed if not name.endswith(".h"))
    return f'{row} includes "{include.path}"', f"pass the value in, or go through a port ({row} may include {listed})"


def exists(root, path):
    """A header that the build generates stands in the tree as its template."""
    return (root / path).is_file() or (root / f"{path}.in").is_file()
