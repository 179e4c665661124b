ROOM_NAME = r'(?P<room_name>[-A-Za-z0-9_]{1,50})'
