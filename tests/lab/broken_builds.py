"""An edit for each build of the lab after which it keeps one of its claims no longer."""

# The file, the old text and the new one, and the claim.
EDITS = {
    "further/accounts": (
        "chat/apps.py",
        "        post_delete.connect(tell_sockets, sender='sessions.Session')\n",
        "",
        "signed-out",
    ),
    "further/here": (
        "chat/here.py",
        "return Window.objects.filter(channel=channel).delete()[0]",
        "return 0",
        "present",
    ),
    "further/history": ("chat/history.py", "['after']", "['before']", "caught-up"),
    "further/notifications": (
        "chat/consumers.py",
        "self.scope['user'].get_username()",
        "''",
        "name",
    ),
}


def edited(files, name):
    """Return the build's files (path to text) with its edit made, and the path of that file."""
    path, old, new, _ = EDITS[name]
    assert files[path].count(old) == 1
    return {**files, path: files[path].replace(old, new)}, path
