/** What one customer takes, and what it costs. Amounts are kept in cents. */

/** "3,50", "3.50" and "" as cents; NaN for anything that is no amount. */
export function toCents(text, decimals = 2) {
  const plain = String(text).trim().replace(",", ".");
  if (!plain) {
    return 0;
  }
  return /^\d{1,7}(\.\d*)?$/.test(plain)
    ? Math.round(Number(plain) * 10 ** decimals)
    : NaN;
}

export class Basket {
  constructor(decimals = 2) {
    this.decimals = decimals;
    this.clear();
  }

  clear() {
    this.lines = [];
    this.discount = 0;
    this.tip = 0;
  }

  /** Add one of a product, or something without a product (`id` false). */
  add({id, name, price}) {
    const known = id && this.lines.find((line) => line.product === id);
    if (known) {
      known.quantity += 1;
    } else {
      this.lines.push({product: id || false, name, price, quantity: 1});
    }
  }

  change(line, step) {
    line.quantity += step;
    this.lines = this.lines.filter((one) => one.quantity > 0);
  }

  quantityOf(id) {
    const line = this.lines.find((one) => one.product === id);
    return line ? line.quantity : 0;
  }

  get count() {
    return this.lines.reduce((sum, line) => sum + line.quantity, 0);
  }

  get goods() {
    const scale = 10 ** this.decimals;
    return this.lines.reduce(
      (sum, line) => sum + Math.round(line.price * scale) * line.quantity,
      0
    );
  }

  /** In cents; NaN while discount or tip is no amount. */
  get total() {
    return this.goods - this.discount + this.tip;
  }

  get isValid() {
    return this.count > 0 && this.discount <= this.goods && this.total >= 0;
  }

  /** The sale as the server takes it; see docs/stall.md. */
  toSale(payment) {
    const amount = (cents) => cents / 10 ** this.decimals;
    return {
      key: newKey(),
      sold_at: new Date().toISOString(),
      payment,
      lines: this.lines.map((line) => ({...line})),
      discount: amount(this.discount),
      tip: amount(this.tip),
      total: amount(this.total),
    };
  }
}

/** A random UUID; `crypto.randomUUID` exists only on https. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
