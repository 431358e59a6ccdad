from unittest.mock import Mock

from ..common import ChannelCase


class TestMend(ChannelCase):
    """What a write left undone is finished at the next turn, or told."""

    def setUp(self):
        super().setUp()
        self._list(self.etsy, self.candle)
        self.mended = self.clients[self.etsy].mend = Mock(return_value=[])

    def test_nothing_is_asked_for_while_nothing_is_open(self):
        self._drain(self.etsy)
        self.mended.assert_not_called()

    def test_an_open_wish_is_seen_to_at_the_next_turn(self):
        wish = {"links": [{"property_id": 1}], "tries": 0}
        self.etsy._keep_pictures("7", wish)
        self._drain(self.etsy)
        self.mended.assert_called_once_with()
        self.etsy._keep_pictures("7", None)
        self.assertFalse(self.etsy.picture_wishes)

    def test_what_the_shop_refuses_for_good_is_a_persons(self):
        self.etsy._keep_pictures("etsy-CANDLE", {"links": [], "tries": 4})
        self.mended.return_value = ["etsy-CANDLE"]
        self._drain(self.etsy)
        todo = self.etsy.activity_ids
        self.assertEqual(len(todo), 1)
        self.assertIn("pictures", todo.summary)
