"""The chapters, followed like a learner: from an empty folder and a clean environment to the chat.

Each command is run as printed, each change is made, each page is opened in a browser, and each
checkpoint is asked what works. What is printed on the way is what the pages show.
"""

import re

import pytest

from tests import needs
from workshop import record
from workshop.client import Socket
from workshop.generated import read_tree
from workshop.people import sign_in
from workshop.server import Server
from workshop.steps import STEPS
from workshop.walk import NORMALISATIONS, Walk, normalise

MOST_NORMALISATIONS = 8
