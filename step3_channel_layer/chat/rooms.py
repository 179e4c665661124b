from string import ascii_letters, digits

ALLOWED = ascii_letters + digits + '-_'
LONGEST = 50


def is_room_name(text):
    return 1 <= len(text) <= LONGEST and all(letter in ALLOWED for letter in text)
