"""``python -m workshop.lab``: build the lab's files, for pages that MkDocs builds."""

from workshop.lab import bundle

if __name__ == "__main__":
    print(f"The lab is in {bundle.build()}.")
