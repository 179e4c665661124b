"""The asynchronous consumer is the synchronous one with ``async`` and ``await``, and no more."""

import ast

from workshop.base.steps import STEPS

CHAT = STEPS[3] / "chat"


class WithoutAsync(ast.NodeTransformer):
    """Takes away ``async``, ``await``, ``async_to_sync``, and "Async" from the classes' names."""

    def visit_AsyncFunctionDef(self, node):
        self.generic_visit(node)
        return ast.FunctionDef(**{name: getattr(node, name, None) for name in node._fields})

    def visit_Await(self, node):
        return self.visit(node.value)

    def visit_Call(self, node):
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "async_to_sync":
            return node.args[0]
        return node

    def visit_ImportFrom(self, node):
        self.generic_visit(node)
        return None if node.module == "asgiref.sync" else node

    def visit_ClassDef(self, node):
        self.generic_visit(node)
        node.name = node.name.removeprefix("Async")
        return node

    def visit_Name(self, node):
        node.id = node.id.removeprefix("Async")
        return node

    def visit_alias(self, node):
        node.name = node.name.removeprefix("Async")
        return node


def without_async(code):
    return ast.dump(WithoutAsync().visit(ast.parse(code)), indent=1)


def test_the_twins_are_the_same_without_async():
    synchronous = (CHAT / "consumers.py").read_text(encoding="utf-8")
    asynchronous = (CHAT / "async_consumers.py").read_text(encoding="utf-8")
    assert without_async(synchronous) == without_async(asynchronous)
    assert "async_to_sync" not in asynchronous
    assert "await" not in synchronous


def test_a_twin_that_says_something_else_is_noticed():
    code = "class A:\n    async def f(self):\n        await self.g(1)\n"
    assert without_async(code) == without_async("class A:\n    def f(self):\n        self.g(1)\n")
    assert without_async(code) != without_async("class A:\n    def f(self):\n        self.g(2)\n")
