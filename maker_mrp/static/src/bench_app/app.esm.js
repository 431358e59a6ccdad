/** Bench entry as a page of its own, which opens without a connection, too. */

import {Component, whenReady} from "@odoo/owl";
import {BenchEntry} from "@maker_mrp/phone/bench_entry.esm";
import {MainComponentsContainer} from "@web/core/main_components_container";
import {browser} from "@web/core/browser/browser";
import {mountComponent} from "@web/env";
import {registry} from "@web/core/registry";

const HOME = "/maker/bench";
/** What comes late: the reader of codes, the signs. */
const LATE = [
  "/web/static/lib/zxing-library/zxing-library.js",
  "/web/static/img/transform.svg",
];

/** What browsers say of a request that found no connection. */
const NO_CONNECTION = [
  "Failed to fetch",
  "Load failed",
  "NetworkError when attempting to fetch resource.",
];

/** The page says itself that there is no connection: no dialog comes on top. */
function ignoreNoConnection(env, error, originalError) {
  return (
    originalError instanceof TypeError && NO_CONNECTION.includes(originalError.message)
  );
}

registry
  .category("error_handlers")
  .add("maker_bench_offline", ignoreNoConnection, {sequence: 90});

class BenchApp extends Component {
  static template = "maker_mrp.BenchApp";
  static components = {BenchEntry, MainComponentsContainer};
  static props = {};

  get kind() {
    return new URL(browser.location.href).searchParams.get("do") || "run";
  }
}

/** Keep the page, its code and its signs for when there is no connection. */
async function keepForLater() {
  const workers = browser.navigator.serviceWorker;
  if (!workers) {
    return;
  }
  await workers.register(`${HOME}/worker.js`, {scope: HOME});
  const {active} = await workers.ready;
  const own = document.querySelectorAll(
    "script[src], link[rel=stylesheet], link[rel=icon]"
  );
  const fonts = performance
    .getEntriesByType("resource")
    .map((one) => one.name)
    .filter((name) => /\.woff2?(\?|$)/.test(name));
  active.postMessage({
    keep: [HOME, ...[...own].map((node) => node.src || node.href), ...fonts, ...LATE],
  });
}

whenReady(async () => {
  await mountComponent(BenchApp, document.body, {name: "Maker"});
  await keepForLater().catch((error) => console.warn(error));
});
