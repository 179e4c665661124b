"""No visit to the database's thread before an event that does not use the database.

Channels closes old connections to the database before every event, in the one thread that all
ordinary consumers share. Here the event that comes most often does without. Given up: a method
that is listed may not use the ORM.
"""

from chat.async_consumers import AsyncChatConsumer


class NoHopChatConsumer(AsyncChatConsumer):
    without_database = {"chat_message"}

    async def dispatch(self, message):
        if message["type"] in self.without_database:
            await getattr(self, message["type"])(message)
        else:
            await super().dispatch(message)
