from odoo import models


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

    def _run(self, job, content):
        """Create the records of a file that ``_check`` found free of errors.

        :return: ``{row: record}`` of what was created
        """
        raise NotImplementedError(self._name)
