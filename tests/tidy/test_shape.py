"""The shape of files and functions, and what counts as code at all."""
import unittest

from tidy_tree import Tree  # first: it finds the rules
from tidy_rules import shape
from tidy_rules.source import Source


class Shape(Tree):
    def function(self, lines):
        """A function that is `lines` lines long from its opening brace to its closing one."""
        return "int f(int n) {\n" + "  ++n;\n" * (lines - 2) + "}\n"

    def test_catches_a_header_without_pragma_once(self):
        self.assert_caught("pragma-once", "#pragma once", "worker/core/x.h", "// #pragma once\nint f();\n")

    def test_accepts_a_header_with_pragma_once(self):
        self.assert_passes("worker/core/x.h", "// What it is.\n#pragma once\n")

    def test_catches_a_tab(self):
        self.assert_caught("tab", "spaces", "worker/core/x.cc", "int a;\n\tint b;\n", line=2)

    def test_catches_a_file_over_the_limit(self):
        text = "int a;\n" * (shape.MAX_FILE_LINES + 1)
        self.assert_caught("file-length", "split it", "worker/core/x.cc", text, line=shape.MAX_FILE_LINES + 1)

    def test_accepts_a_file_at_the_limit(self):
        self.assert_passes("worker/core/x.cc", "int a;\n" * shape.MAX_FILE_LINES)

    def test_catches_a_function_over_the_limit(self):
        text = "\nnamespace sw {\n" + self.function(shape.MAX_FUNCTION_LINES + 1) + "}\n"
        self.assert_caught("function-length", "name the parts", "worker/core/x.cc", text, line=3)

    def test_accepts_a_function_at_the_limit(self):
        self.assert_passes("worker/core/x.cc", "namespace sw {\n" + self.function(shape.MAX_FUNCTION_LINES) + "}\n")

    def test_catches_a_long_function_in_a_class(self):
        body = self.function(shape.MAX_FUNCTION_LINES + 1)
        text = "template <class T>\nclass A : public B {\n public:\n" + body + "};\n"
        self.assert_caught("function-length", "name the parts", "worker/core/x.cc", text, line=4)

    def test_catches_a_long_constructor_with_initialisers(self):
        text = "A::A(int n)\n    : b_{n}, c_(n) {\n" + "  ++n;\n" * shape.MAX_FUNCTION_LINES + "}\n"
        self.assert_caught("function-length", "name the parts", "worker/core/x.cc", text, line=2)

    def test_catches_a_long_test(self):
        text = "TEST(A, DoesB) {\n" + "  ++n;\n" * shape.MAX_FUNCTION_LINES + "}\n"
        self.assert_caught("function-length", "name the parts", "tests/unit/x.cc", text)

    def test_a_long_class_or_table_is_no_function(self):
        members = "  int f(int n) { return n; }\n" * shape.MAX_FUNCTION_LINES
        self.assert_passes("worker/core/a.cc", "class A {\n" + members + "};\n")
        self.assert_passes("worker/core/b.cc", "const int kTable[] = {\n" + "  1,\n" * shape.MAX_FUNCTION_LINES + "};\n")

    def test_a_brace_in_a_string_closes_nothing(self):
        text = 'int f(int n) {\n  log("}", \'}\');  // }\n' + "  ++n;\n" * shape.MAX_FUNCTION_LINES + "}\n"
        self.assert_caught("function-length", "name the parts", "worker/core/x.cc", text)


class Blanking(unittest.TestCase):
    """What counts as code: comments and literals do not, and nothing else is lost."""

    def code(self, text):
        return Source("x.cc", text).code

    def test_blanks_comments_and_keeps_lines(self):
        self.assertEqual(self.code("a; // b\nc; /* d\ne */ f;"), "a;     \nc;     \n     f;")

    def test_blanks_strings_with_escapes(self):
        self.assertEqual(self.code(r'f("a\"b", c)'), "f(" + " " * 6 + ", c)")

    def test_blanks_raw_strings(self):
        self.assertEqual(self.code('f(R"x(a)" b)x", c)'), "f(" + " " * 12 + ", c)")

    def test_blanks_characters_but_no_digit_separators(self):
        self.assertEqual(self.code("f('\"', 1'000'000, u8'x')"), "f(   , 1'000'000, u8   )")

    def test_a_comment_in_a_string_is_none(self):
        self.assertEqual(self.code('f("//"); g();'), "f(    ); g();")
