from odoo import models

from ..catalog_file import Why


class MakerImportFormat(models.AbstractModel):
    """One file format; ``maker.import.format.<code>`` implements it.

    A new format is a new model of that name and a ``selection_add`` on
    ``maker.import.format``.
    """

    _name = "maker.import.format"
    _description = "Import format"

    def _check(self, job, content):
        """What would become of each row; writes nothing.

        :param bytes content: the file
        :return: list of ``maker.import.line`` values (row, outcome, label, note)
        """
        raise NotImplementedError(self._name)

    def _told(self, note):
        """What a reader says of a row, in the reader's language.

        :param note: a ``RowNote`` of :mod:`catalog_file`
        """
        words = self._words()
        return " ".join(words[reason.why] % reason.facts for reason in note.reasons)

    def _words(self):
        """The sentence for each ``Why``; its facts stand as ``%(fact)s``."""
        text = self.env._
        return {
            Why.BROKEN_FILE: text(
                "The file cannot be read from here on (%(problem)s). Export the "
                "products again as a plain CSV file."
            ),
            Why.MISSING_COLUMNS: text(
                "The file has no column %(columns)s. Export the products again as a "
                "plain CSV file and import that."
            ),
            Why.NO_PRODUCTS: text("The file holds no products below its header."),
            Why.EMPTY_ROW: text("The row is empty."),
            Why.NO_HANDLE: text("Handle is blank: fill it in."),
            Why.NO_TITLE: text("The first row of %(handle)s has no Title: fill it in."),
            Why.PICTURE: text(
                "An extra picture, no variant: pictures are not imported."
            ),
            Why.SAME_VARIANT: text(
                "The same variant stands in row %(row)s: delete one."
            ),
            Why.BLANK_OPTION: text(
                "A value of %(options)s is blank: fill in every option."
            ),
            Why.NOT_A_NUMBER: text("%(column)s is not a number: %(value)s."),
            Why.NEGATIVE: text("%(column)s is negative: %(value)s."),
            Why.NOT_WHOLE: text("%(column)s is not a whole number: %(value)s."),
            Why.SKU_TAKEN: text(
                "SKU %(sku)s is already used in row %(row)s: give each variant its own."
            ),
            Why.SKU_MADE_UP: text("SKU was blank: %(sku)s is used."),
            Why.NEGATIVE_STOCK: text("Stock of %(quantity)s is taken as 0: count it."),
        }

    def _run(self, job, content):
        """Create the records of a file that ``_check`` found free of errors.

        :return: ``{row: record}`` of what was created
        """
        raise NotImplementedError(self._name)
