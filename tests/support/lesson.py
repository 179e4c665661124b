"""The lesson that the pages tell, read once for all tests of a process; none of them changes it."""

from workshop.lesson import changes

LESSON = changes.read()
