"""The Python versions that the workshop is for. Has to be readable for old Pythons, too."""

OLDEST = (3, 11)
NEWEST = (3, 14)
# The oldest that can ask what is missing: `python -m workshop doctor`.
DOCTOR = (3, 8)
OFFERED = ("python3.14", "python3.13", "python3.12", "python3.11")
