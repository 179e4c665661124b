"""Which tests stay together when several processes run them."""

from xdist.scheduler import LoadFileScheduling

# One browser, or one server of each kind, serves all files of such a folder.
FOLDERS = ("tests/browser", "tests/lab", "tests/serve")


class Together(LoadFileScheduling):
    """Those of a file, as with ``--dist loadfile``, and of a folder that shares something slow."""

    def _split_scope(self, nodeid):
        file = super()._split_scope(nodeid)
        if self.config.option.all:
            # Then such a folder takes so long that all others would wait for it.
            return file
        return next((folder for folder in FOLDERS if file.startswith(f"{folder}/")), file)
