"""That the comparison of catalogues shows what differs, and nothing else."""

import re
import unittest

from catalogue import differences, without

TABLE = ("table", "muster.users")
FUNCTION = ("function", "muster.hears(text)")


class CatalogueTest(unittest.TestCase):
    def test_the_same_is_no_difference(self):
        there = {TABLE: {"owner": "a", "options": None}, FUNCTION: {"definition": "AS\n$$ $$"}}
        self.assertEqual(list(differences(there, dict(there))), [])

    def test_what_only_one_has_is_named(self):
        self.assertEqual(list(differences({TABLE: {}}, {FUNCTION: {}})),
                         ["+ function muster.hears(text)", "- table muster.users"])

    def test_a_property_is_shown_as_it_was_and_as_it_is(self):
        self.assertEqual(list(differences({TABLE: {"owner": "a", "kind": "r"}}, {TABLE: {"owner": "b", "kind": "r"}})),
                         ['- table muster.users, owner: "a"', '+ table muster.users, owner: "b"'])
        self.assertEqual(list(differences({TABLE: {"grants": None}}, {TABLE: {"grants": ["a=r/b"]}})),
                         ["- table muster.users, grants: null", '+ table muster.users, grants: ["a=r/b"]'])

    def test_a_text_of_several_lines_is_shown_by_the_lines_that_changed(self):
        before, after = {FUNCTION: {"definition": "AS\n1\n2"}}, {FUNCTION: {"definition": "AS\n2\n3"}}
        self.assertEqual(list(differences(before, after)),
                         ["! function muster.hears(text), definition", "-     1", "+     3"])

    def test_lines_in_another_order_differ(self):
        before, after = {FUNCTION: {"definition": "1\n2"}}, {FUNCTION: {"definition": "2\n1"}}
        self.assertEqual(len(list(differences(before, after))), 3)

    def test_what_is_left_out_is_not_compared(self):
        there = {TABLE: {}, ("table", "muster.events_202601"): {}}
        self.assertEqual(without(there, [re.compile(r"events_\d+")]), {TABLE: {}})


if __name__ == "__main__":
    unittest.main()
