/** The quick sale page: goods, basket, payment, and what waits to be sent. */

import {Basket, toCents} from "@maker_channel_sync/stall/basket.esm";
import {Outbox} from "@maker_channel_sync/stall/outbox.esm";

const SEARCH_FROM = 13;
const TRY_AGAIN = 20000;
/** How often an open page asks what may still be sold. */
const LOOK_AGAIN = 60000;

const byId = (id) => document.getElementById(id);
const config = JSON.parse(byId("stall-config").textContent);
const words = config.words;
const say = (word, value) => words[word].replace("%s", value);
const scale = 10 ** config.decimals;
const money = new Intl.NumberFormat(config.language, {
  style: "currency",
  currency: config.currency,
  minimumFractionDigits: config.decimals,
  maximumFractionDigits: config.decimals,
});
const number = new Intl.NumberFormat(config.language, {maximumFractionDigits: 2});
const basket = new Basket(config.decimals);
const outbox = new Outbox(config.home, config.store);

function element(tag, {text, ...values} = {}, ...children) {
  const node = Object.assign(document.createElement(tag), values);
  node.append(...children.filter(Boolean), ...(text === undefined ? [] : [text]));
  return node;
}

/** What is left of each product once the sales still waiting are counted. */
function leftOf(product) {
  const waiting = outbox.waiting
    .flatMap((entry) => entry.sale.lines)
    .filter((line) => line.product === product.id)
    .reduce((sum, line) => sum + line.quantity, 0);
  return product.left - waiting - basket.quantityOf(product.id);
}

/** Whether one more may be sold: of lots that are stopped, none. */
function mayAdd(product) {
  return !product?.stopped || leftOf(product) > 0;
}

function productTile(product) {
  const left = leftOf(product);
  const chosen = basket.quantityOf(product.id);
  const tile = element(
    "button",
    {type: "button", className: left > 0 ? "product" : "product gone"},
    product.picture
      ? element("img", {src: product.picture, alt: "", loading: "lazy"})
      : element("span", {className: "letter", text: product.name[0]}),
    element("span", {className: "name", text: product.name}),
    element(
      "span",
      {className: "facts"},
      element("strong", {text: money.format(product.price)}),
      element("span", {
        className: "left",
        text: say(left < 0 ? "over" : "left", number.format(Math.abs(left))),
      })
    ),
    product.stopped && element("span", {className: "stopped", text: product.stopped}),
    chosen && element("span", {className: "chosen", text: chosen})
  );
  tile.disabled = !mayAdd(product);
  tile.dataset.product = product.id;
  tile.setAttribute("aria-label", say("add", product.name));
  tile.addEventListener("click", () => {
    basket.add(product);
    show();
  });
  return tile;
}

/** For what has no product of its own: typed by hand, with its price. */
function somethingTile() {
  const tile = element(
    "button",
    {type: "button", className: "product", id: "other"},
    element("span", {className: "letter", text: "+"}),
    element("span", {className: "name", text: words.other})
  );
  tile.addEventListener("click", () => byId("something").showModal());
  return tile;
}

function showGoods() {
  const goods = outbox.goods?.goods || [];
  const wanted = byId("search").value.trim().toLowerCase();
  byId("search").hidden = goods.length < SEARCH_FROM;
  byId("taxes").hidden = !outbox.goods?.taxed;
  byId("taxes").textContent = words.taxes;
  const found = goods.filter((one) => one.name.toLowerCase().includes(wanted));
  const focused = document.activeElement?.dataset?.product;
  byId("goods").replaceChildren(...found.map(productTile), somethingTile());
  if (focused) {
    byId("goods").querySelector(`[data-product="${focused}"]`)?.focus();
  }
}

function showNote() {
  const {state, waiting} = outbox;
  const connection = byId("connection");
  const pill = {
    online: words.online,
    expired: words.signIn,
    forbidden: words.forbidden,
  };
  connection.textContent = pill[state] || words.offline;
  connection.classList.toggle("off", state !== "online");
  const note = byId("note");
  const notes = {
    offline: words.offlineNote,
    expired: words.signInNote,
    forbidden: words.forbiddenNote,
    online: outbox.goods?.closed
      ? words.closed
      : outbox.goods && !outbox.goods.goods.length
        ? words.empty
        : !window.isSecureContext
          ? words.keepOpen
          : "",
  };
  note.replaceChildren(notes[state]);
  const back = encodeURIComponent(config.home);
  const signIn = {
    expired: `/web/login?redirect=${back}`,
    forbidden: `/web/session/logout?redirect=${back}`,
  };
  if (signIn[state]) {
    note.append(" ", element("a", {href: signIn[state], text: words.signIn}));
  }
  note.hidden = !notes[state];
  byId("waiting").hidden = !waiting.length;
  byId("waiting").textContent =
    waiting.length === 1 ? words.waitingOne : say("waitingMany", waiting.length);
}

function showBar() {
  byId("bar").hidden = !basket.count;
  byId("count").textContent =
    basket.count === 1 ? words.item : say("items", basket.count);
  byId("sum").textContent = money.format(basket.goods / scale);
}

function basketLine(line) {
  const product = outbox.goods?.goods.find((one) => one.id === line.product);
  const step = (word, sign, by) => {
    const button = element("button", {type: "button", text: sign});
    button.setAttribute("aria-label", say(word, line.name));
    button.addEventListener("click", () => {
      basket.change(line, by);
      show();
      if (!basket.count) {
        byId("checkout").close();
      }
    });
    button.disabled = by > 0 && !mayAdd(product);
    return button;
  };
  return element(
    "li",
    {},
    element("span", {text: line.name}),
    element(
      "span",
      {className: "steps"},
      step("less", "−", -1),
      element("span", {text: line.quantity}),
      step("more", "+", 1)
    ),
    element("span", {text: money.format(line.price * line.quantity)})
  );
}

function showCheckout() {
  byId("basket").replaceChildren(...basket.lines.map(basketLine));
  basket.discount = toCents(byId("discount").value, config.decimals);
  basket.tip = toCents(byId("tip").value, config.decimals);
  const valid = basket.isValid;
  byId("total").textContent = valid ? money.format(basket.total / scale) : "–";
  const cash = payment() === "cash";
  const given = toCents(byId("given").value, config.decimals);
  byId("given-row").hidden = !cash;
  const change = byId("change");
  change.textContent = "";
  if (cash && given && valid) {
    const back = given - basket.total;
    change.textContent =
      back < 0
        ? say("short", money.format(-back / scale))
        : say("change", money.format(back / scale));
  }
  byId("done").disabled = !valid;
}

function payment() {
  return document.querySelector("input[name=payment]:checked").value;
}

function saleEntry({sale, answer, refused, trouble, forbidden}) {
  const state = refused
    ? say("refused", refused)
    : answer
      ? [answer.order || words.booked, answer.message].filter(Boolean).join(" – ")
      : forbidden || (trouble ? words.trouble : words.waits);
  const time = new Date(sale.sold_at).toLocaleTimeString(config.language, {
    timeStyle: "short",
  });
  const names = sale.lines.map((line) => `${line.quantity} × ${line.name}`);
  const entry = element(
    "li",
    {},
    element("div", {text: `${time}  ${money.format(sale.total)}`}),
    element("div", {text: names.join(", ")}),
    element("div", {className: "state", text: state})
  );
  if (refused) {
    const button = element("button", {type: "button", text: words.discard});
    button.addEventListener("click", () => {
      if (window.confirm(words.discardAsk)) {
        outbox.discard(sale.key);
        show();
      }
    });
    entry.append(button);
  }
  return entry;
}

function showPast() {
  const sales = outbox.sales.reverse();
  byId("past").hidden = !sales.length;
  byId("past").open ||= sales.some((entry) => entry.refused);
  byId("sales").replaceChildren(...sales.map(saleEntry));
}

function show() {
  showGoods();
  showNote();
  showBar();
  showCheckout();
  showPast();
}

let toastTimer = null;

function toast(text) {
  const box = byId("toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (box.hidden = true), 4000);
}

function finish(event) {
  event.preventDefault();
  if (!basket.isValid) {
    return;
  }
  // what this phone knew of stopped lots when it sold
  const sale = {...basket.toSale(payment()), seen_at: outbox.goods?.seen_at || null};
  try {
    outbox.keep(sale);
  } catch {
    byId("problem").textContent = words.full;
    byId("problem").hidden = false;
    return;
  }
  const told = [say("sold", money.format(sale.total)), byId("change").textContent];
  basket.clear();
  for (const id of ["discount", "tip", "given"]) {
    byId(id).value = "";
  }
  byId("problem").hidden = true;
  byId("checkout").close();
  toast(told.filter(Boolean).join(". "));
  show();
  outbox.send();
}

function addSomething(event) {
  event.preventDefault();
  const price = toCents(byId("something-price").value, config.decimals);
  const name = byId("something-name").value.trim();
  if (!name || !(price >= 0)) {
    return;
  }
  basket.add({id: false, name, price: price / scale});
  byId("something-form").reset();
  byId("something").close();
  show();
}

/** Keep the page itself, its code and its pictures for when there is no connection. */
async function keepForLater() {
  if (!navigator.serviceWorker) {
    return;
  }
  await navigator.serviceWorker.register(config.worker, {scope: config.scope});
  const {active} = await navigator.serviceWorker.ready;
  const own = document.querySelectorAll(
    "script[src], link[rel=stylesheet], link[rel=icon]"
  );
  const pictures = (outbox.goods?.goods || []).map((one) => one.picture);
  active.postMessage({
    keep: [
      config.home,
      ...[...own].map((node) => node.src || node.href),
      ...pictures.filter(Boolean),
    ],
  });
  await navigator.storage?.persist?.();
}

function listen() {
  outbox.onChange = show;
  byId("search").addEventListener("input", showGoods);
  byId("pay").addEventListener("click", () => {
    show();
    byId("checkout").showModal();
  });
  byId("back").addEventListener("click", () => byId("checkout").close());
  byId("clear").addEventListener("click", () => {
    basket.clear();
    show();
  });
  byId("something-no").addEventListener("click", () => byId("something").close());
  byId("something-form").addEventListener("submit", addSomething);
  byId("checkout-form").addEventListener("submit", finish);
  byId("checkout-form").addEventListener("input", showCheckout);
  byId("waiting").addEventListener("click", () => outbox.send());
  window.addEventListener("online", () => outbox.send());
  window.addEventListener("offline", () => outbox.turn("offline"));
  window.addEventListener("storage", show);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) {
      outbox.send();
    }
  });
  setInterval(() => {
    if (outbox.waiting.length || outbox.state !== "online") {
      outbox.send();
    }
  }, TRY_AGAIN);
  setInterval(() => {
    if (!document.hidden && outbox.state === "online") {
      outbox.send();
    }
  }, LOOK_AGAIN);
}

listen();
show();
outbox
  .send()
  .then(keepForLater)
  .catch((error) => console.warn(error));
