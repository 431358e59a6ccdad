from odoo import models

from ...catalog_file import Why


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
        return {
            Why.BROKEN_FILE: self.env._(
                "The file cannot be read from here on (%(problem)s). Export the "
                "products again as a plain CSV file."
            ),
            Why.MISSING_COLUMNS: self.env._(
                "The file has no column %(columns)s, so it is not a product export "
                "of Shopify (CSV), the one format read here. Lists of materials and "
                "all others go in through Odoo's own import: Maker ▸ Stock ▸ "
                "Materials, then the gear ▸ Import records, where a template to fill "
                "in can be downloaded."
            ),
            Why.NO_PRODUCTS: self.env._("The file holds no products below its header."),
            Why.EMPTY_ROW: self.env._("The row is empty."),
            Why.NO_HANDLE: self.env._("Handle is blank: fill it in."),
            Why.NO_TITLE: self.env._(
                "The first row of %(handle)s has no Title: fill it in."
            ),
            Why.PICTURE: self.env._(
                "An extra picture, no variant: pictures are not imported."
            ),
            Why.SAME_VARIANT: self.env._(
                "The same variant stands in row %(row)s: delete one."
            ),
            Why.BLANK_OPTION: self.env._(
                "A value of %(options)s is blank: fill in every option."
            ),
            Why.NOT_A_NUMBER: self.env._("%(column)s is not a number: %(value)s."),
            Why.NEGATIVE: self.env._("%(column)s is negative: %(value)s."),
            Why.NOT_WHOLE: self.env._("%(column)s is not a whole number: %(value)s."),
            Why.SKU_TAKEN: self.env._(
                "SKU %(sku)s is already used in row %(row)s: give each variant its own."
            ),
            Why.SKU_MADE_UP: self.env._("SKU was blank: %(sku)s is used."),
            Why.NEGATIVE_STOCK: self.env._(
                "Stock of %(quantity)s is taken as 0: count it."
            ),
        }

    def _run(self, job, content):
        """Create the records of a file that ``_check`` found free of errors.

        :return: ``{row: record}`` of what was created
        """
        raise NotImplementedError(self._name)
