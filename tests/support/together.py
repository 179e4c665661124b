"""Which tests stay together when several processes run them."""

from xdist.scheduler import LoadFileScheduling

# One browser serves all files of such a folder; each start of one costs some seconds.
FOLDERS = ("tests/browser", "tests/lab")


class Together(LoadFileScheduling):
    """Those of a file, as with ``--dist loadfile``, and all of a folder that shares a browser."""

    def _split_scope(self, nodeid):
        file = super()._split_scope(nodeid)
        return next((folder for folder in FOLDERS if file.startswith(f"{folder}/")), file)
