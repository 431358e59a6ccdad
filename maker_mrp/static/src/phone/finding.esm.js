/** Finding products and lots in what the phone keeps, without a connection. */

const SHOWN = 12;

const plain = (text) =>
  (text || "").normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Products in whose name, SKU or barcode every word is found. */
export function findByWords(products, words) {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  if (!wanted.length) {
    return [];
  }
  return products
    .filter((product) => {
      const text = plain(`${product.name} ${product.sku} ${product.barcode}`);
      return wanted.every((word) => text.includes(word));
    })
    .slice(0, SHOWN);
}

/** What a scanned text stands for: of an address, its last part. */
export function codeOf(text) {
  const code = (text || "").trim();
  if (!/^https?:\/\//i.test(code)) {
    return code;
  }
  const parts = code.split(/[?#]/)[0].split("/").filter(Boolean);
  return decodeURIComponent(parts.at(-1));
}

/**
 * Everything that bears a code: a product's barcode or SKU, a lot's number.
 *
 * @returns {Object[]} of `{product, lot}`
 */
export function findByCode(catalog, code) {
  if (!catalog) {
    return [];
  }
  const wanted = code.toLowerCase();
  const same = (text) => (text || "").toLowerCase() === wanted;
  const byId = new Map(catalog.products.map((product) => [product.id, product]));
  const products = catalog.products
    .filter((product) => same(product.barcode) || same(product.sku))
    .map((product) => ({product, lot: ""}));
  const lots = catalog.lots
    .filter((lot) => same(lot.name) || lot.codes.some(same))
    .map((lot) => ({product: byId.get(lot.product), lot: lot.name}));
  return [...products, ...lots.filter((hit) => hit.product)];
}
