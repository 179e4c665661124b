"""The lines of a traceback that are a project's own."""

import re

# A trial's copy is in a folder of its own, with a number: their own folders may be called project.
OWN_FRAME = re.compile(r'File "[^"]*[/\\]\d+[/\\]project[/\\]([^"]+)", line (\d+)')


def own_frames(output):
    """Yield path and line of a project's own frames in what a server printed, the innermost first.

    ``output`` may hold more than one traceback; paths have ``/``.
    """
    for path, line in reversed(OWN_FRAME.findall(output.replace("\\", "/"))):
        yield path, int(line)
