import re
from datetime import datetime, timedelta, timezone

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, RedirectWarning, UserError

from ...public import is_id, only_for

KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
KINDS = [("run", "Run"), ("count", "Count")]
TEXTS = {"quantity": 60, "spoiled": 60, "lot_name": 200, "note": 2000, "device": 60}
"""What a phone may tell as text, and the longest of each."""

IDS = ("user", "company", "product", "location")
SWITCHES = ("batches", "go_on")
MOMENTS = ("typed_at", "at")
TOLD = {"key", "kind", "replaces", *TEXTS, *IDS, *SWITCHES, *MOMENTS}
"""Everything a phone may tell."""

AHEAD = timedelta(minutes=15)
"""So far may a phone's clock be ahead without a word: it means now."""


class MakerEntry(models.Model):
    """A run or a count as a phone told it: kept whatever becomes of it."""

    _name = "maker.entry"
    _description = "Entry from a phone"
    _order = "typed_at desc, id desc"
    _check_company_auto = True

    key = fields.Char(
        "Number on the phone",
        required=True,
        readonly=True,
        help="Made up by the phone, so that an entry sent twice is posted once.",
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Typed by", required=True, readonly=True)
    typed_at = fields.Datetime(
        "Happened",
        required=True,
        readonly=True,
        help="When it was typed, or the moment that was given. Stock bears this date.",
    )
    device = fields.Char("Phone", readonly=True)
    content = fields.Json(
        required=True, readonly=True, help="The entry in the phone's own words."
    )
    product_id = fields.Many2one("product.product", readonly=True)
    amount = fields.Char("As typed", readonly=True)
    state = fields.Selection(
        [
            ("refused", "Refused"),
            ("done", "Posted"),
            ("replaced", "Entered anew"),
            ("given_up", "Given up"),
        ],
        required=True,
        default="refused",
        index=True,
        readonly=True,
    )
    message = fields.Text("What became of it", readonly=True)
    run_id = fields.Many2one(
        "mrp.production", readonly=True, check_company=True, index="btree_not_null"
    )

    _key_once = models.Constraint("UNIQUE (key)", "This entry was taken already.")

    @api.depends("kind", "product_id", "amount")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for entry in self:
            product = entry.product_id.display_name or ""
            entry.display_name = f"{kinds.get(entry.kind)}: {product} {entry.amount}"

    @api.model
    @only_for("maker_mrp.group_user")
    def receive(self, entry):
        """Take one entry of a phone: it is posted once, however often it is sent.

        :param entry: decoded JSON as ``docs/on-the-move.md`` says
        :return: ``{"key", "state", "message", "recorded"}``; what was refused is told
            in ``message`` and posted by nothing but a further sending
        """
        if refusal := self._not_to_take(entry):
            return refusal
        # any key ever used counts, also of people and companies one cannot see
        known = self.sudo().search([("key", "=", entry["key"])])
        if known:
            if known.user_id != self.env.user or known.content != entry:
                return self._refusal(
                    entry["key"],
                    self.env._(
                        "Another entry was sent under the same number before, from "
                        "this phone or a copy of it. Nothing was posted now: look at "
                        "what was, and type this one again if it is missing."
                    ),
                )
            if known.state == "refused":
                known._lock()
                known._try()
            return known._answer()
        try:
            with self.env.cr.savepoint():
                # nobody writes entries but this door
                taken = self.sudo().create(self._values(entry))
        except UniqueViolation as twice:
            # it arrived twice at once; the next try finds it
            raise ConcurrencyError("the same entry at the same time") from twice
        if taken._supersede(entry.get("replaces")):
            taken._try()
        return taken._answer()

    @api.model
    @only_for("maker_mrp.group_user")
    def give_up(self, key):
        """Give an entry up that was refused: no phone can post it any more.

        :return: as :meth:`receive`
        """
        # nobody writes entries but this door
        known = self.sudo().search(
            [("key", "=", str(key)), ("user_id", "=", self.env.uid)]
        )
        if not known:
            return self._refusal(key, self.env._("This entry never arrived."))
        known._give_up()
        return known._answer()

    @only_for("maker_mrp.group_user")
    def action_retry(self):
        """Try again to post what was refused."""
        # nobody writes entries but this door
        for entry in self.sudo().filtered(lambda one: one.state == "refused"):
            entry._lock()
            entry._try()

    @only_for("maker_mrp.group_user")
    def action_give_up(self):
        """Leave an entry out for good; it stays on record."""
        # nobody writes entries but this door
        self.sudo()._give_up()

    @only_for("maker_mrp.group_user")
    def action_open_run(self):
        """Open the run that an entry became."""
        self.ensure_one()
        return self.run_id._maker_open()

    def _give_up(self):
        for entry in self.filtered(lambda one: one.state == "refused"):
            entry._lock()
            entry.state = "given_up"

    def _lock(self):
        """Whoever else works on this entry is waited for; then Odoo begins anew."""
        self.env.cr.execute(
            "SELECT id FROM maker_entry WHERE id = ANY(%s) FOR UPDATE", [self.ids]
        )

    def _try(self):
        """Post the entry as who typed it, or write down why it cannot be."""
        self.ensure_one()
        # who asks, not the door: rights and rules are those of the person
        person = self.with_user(self.env.user).with_company(self.company_id)
        try:
            with self.env.cr.savepoint():
                values = person._post()
        except (UserError, RedirectWarning) as refused:
            values = {"state": "refused", "message": str(refused.args[0])}
        self.write(values)

    def _post(self):
        """Do what the entry says; :return: values that say what became of it."""
        if self.company_id not in self.env.user.company_ids:
            raise UserError(
                self.env._(
                    "This was typed for another company, for which you do not work "
                    "any more."
                )
            )
        post = {"run": self._post_run, "count": self._post_count}[self.kind]
        return {"state": "done", **post()}

    def _supersede(self, key):
        """Let this entry stand for the refused one of ``key`` that was mended.

        :return: whether this one may be posted
        """
        old = self.search(
            [("key", "=", str(key or "")), ("user_id", "=", self.env.uid)]
        )
        if not old:
            return True
        old._lock()
        if old.state == "done":
            self.message = self.env._(
                "What this one was to mend is posted already: %s Correct that instead.",
                old.message,
            )
            return False
        old.state = "replaced"
        return True

    def _answer(self):
        """What the phone is told."""
        self.ensure_one()
        words = {
            "given_up": self.env._("Given up before: it is not posted."),
            "replaced": self.env._("Mended and sent anew: this one is not posted."),
        }
        return {
            "key": self.key,
            "state": self.state,
            "message": words.get(self.state, self.message or ""),
            "recorded": True,
        }

    @api.model
    def _refusal(self, key, message):
        return {"key": key, "state": "refused", "message": message, "recorded": False}

    @api.model
    def _values(self, entry):
        return {
            "key": entry["key"],
            "kind": entry["kind"],
            "company_id": entry["company"],
            "user_id": self.env.uid,
            "typed_at": self._moment_of(entry),
            "device": entry.get("device"),
            "content": entry,
            # of what the person may see; posting tells her of the rest
            "product_id": self._seen("product.product", entry["product"]).id,
            "amount": entry["quantity"],
        }

    @api.model
    def _seen(self, model, record_id):
        """A record of an id a phone told, empty where the person sees none."""
        return self.env[model].search([("id", "=", record_id or 0)])

    @api.model
    def _moment_of(self, entry):
        """When it happened, naive UTC."""
        moment = self._moment(entry.get("at") or entry["typed_at"])
        now = fields.Datetime.now()
        return now if now < moment <= now + AHEAD else moment

    @api.model
    def _moment(self, text):
        """A moment told in ISO 8601 as naive UTC, None when it is none."""
        try:
            # Python 3.10 does not know the Z
            moment = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
            if moment.tzinfo:
                moment = moment.astimezone(timezone.utc).replace(tzinfo=None)
        except (ValueError, OverflowError):
            return None
        return moment.replace(microsecond=0) if 1900 <= moment.year < 9000 else None

    @api.model
    def _not_to_take(self, entry):
        """The answer to what is no entry, or not this person's; None for an entry."""
        if errors := self._message_errors(entry):
            key = entry.get("key") if isinstance(entry, dict) else False
            return self._refusal(key, "\n".join(errors))
        if entry["user"] == self.env.uid:
            return None
        words = self.env._(
            "Somebody else typed this. It is sent when that person signs in on this "
            "phone."
        )
        return {**self._refusal(entry["key"], words), "state": "not_yours"}

    @api.model
    def _message_errors(self, entry):
        """Why this is no entry at all: sentences."""
        is_entry = isinstance(entry, dict) and set(entry) <= TOLD
        if not is_entry or not KEY.fullmatch(str(entry.get("key"))):
            return [self.env._("This is no entry of a phone.")]
        errors = []
        if str(entry.get("kind")) not in dict(KINDS):
            errors.append(self.env._("Whether it is a run or a count is missing."))
        if not self._moment(entry.get("typed_at")) or (
            entry.get("at") and not self._moment(entry["at"])
        ):
            errors.append(self.env._("When it happened is missing."))
        switches = [entry.get(name, False) for name in SWITCHES]
        if any(entry.get(name) and not is_id(entry[name]) for name in IDS) or not all(
            isinstance(switch, bool) for switch in switches
        ):
            errors.append(self.env._("This is no entry of a phone."))
        elif not entry.get("product"):
            errors.append(self.env._("Say which product."))
        elif not entry.get("user"):
            errors.append(self.env._("Who typed it is missing."))
        elif entry.get("company") not in self.env.user.company_ids.ids:
            errors.append(
                self.env._("This was typed for a company for which you do not work.")
            )
        return errors + self._text_errors(entry)

    @api.model
    def _text_errors(self, entry):
        errors = []
        if not str(entry.get("quantity") or "").strip():
            errors.append(self.env._("Say how much."))
        for name, longest in TEXTS.items():
            text = entry.get(name) or ""
            if not isinstance(text, str):
                errors.append(self.env._("This is no entry of a phone."))
            elif len(text) > longest:
                errors.append(
                    self.env._(
                        "“%(text)s…” is too long: at most %(longest)s characters.",
                        text=text[:20],
                        longest=longest,
                    )
                )
        return errors
