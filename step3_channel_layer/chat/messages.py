import json


def read_message(text_data):
    try:
        data = json.loads(text_data)
    except (TypeError, ValueError, RecursionError):
        # TypeError: it is bytes. RecursionError: lists within lists, thousands deep.
        raise ValueError('This is not JSON text.') from None
    if not isinstance(data, dict) or not isinstance(data.get('message'), str):
        raise ValueError('Send an object with a text: {"message": "your text"}.')
    message = data['message']
    if not 1 <= len(message) <= 1000:
        raise ValueError('A message has 1 to 1,000 characters.')
    try:
        message.encode()
    except UnicodeEncodeError:
        # JSON can spell half of a character, which Redis cannot carry.
        raise ValueError('A message has whole characters only.') from None
    return message
