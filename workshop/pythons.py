"""The Python versions that the workshop is for. Has to be readable for old Pythons, too."""

OLDEST = (3, 11)
NEWEST = (3, 14)
