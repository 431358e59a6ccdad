"""A listener for webhooks, for tests without Odoo."""

from .messages import Request, Response
from .server import HttpFake


class Listener(HttpFake):
    """Takes whatever is posted; ``answers`` are its next statuses, then 200."""

    def __init__(self, *answers: int):
        super().__init__()
        self.answers = list(answers)
        self.heard: list = []

    def control(self, request: Request) -> Response:
        status = self.answers.pop(0) if self.answers else 200
        self.heard.append((request.headers, request.body))
        return Response(status)
