"""``python -m workshop goto``: write a checkpoint of the lesson into a new folder."""

from workshop.base.problems import Problem
from workshop.setup.environment import python_elsewhere


def add_arguments(parser):
    """Add the command's arguments."""
    parser.description = (
        "Write the project as it is at a checkpoint into a new folder, for anyone who has fallen "
        "behind. Nothing is ever overwritten."
    )
    parser.add_argument(
        "checkpoint", nargs="?", help="its number, such as 2.3, or a build: further/history"
    )
    parser.add_argument("folder", nargs="?", help="a folder that does not exist yet")
    parser.add_argument("--list", action="store_true", help="list all checkpoints")


def main(options):
    """Do it; return the exit code."""
    from workshop.lesson import changes, checkpoints
    from workshop.lesson.chapters import LessonError

    lesson = changes.read()
    if options.list or options.checkpoint is None:
        for checkpoint in [*lesson.checkpoints, *lesson.built()]:
            print(f"{checkpoint.name}  {checkpoint.title}")
        return 0
    if options.folder is None:
        raise Problem("Say where to: python -m workshop goto 2.3 FOLDER")
    try:
        checkpoint = checkpoints.find(lesson, options.checkpoint)
    except LessonError as error:
        raise Problem(str(error)) from None
    try:
        folder = checkpoints.write(checkpoint, options.folder)
    except FileExistsError:
        raise Problem(
            f"{options.folder} is there already, and nothing is overwritten. Choose a new name."
        ) from None
    except OSError as error:
        raise Problem(
            f"{options.folder} cannot be made: {error.strerror}. Choose another place."
        ) from None
    print(f"Checkpoint {checkpoint.name}, {checkpoint.title}, is in {folder}. Go on with:")
    python = python_elsewhere()
    print(f"    cd {folder}")
    print(f"    {python} manage.py migrate")
    if checkpoints.needs(checkpoint, "people"):
        # Its database is new: the people of the other folder are not in it.
        print(f"    {python} manage.py createsuperuser   (once for each person)")
    print(f"    {python} manage.py runserver")
    return 0
