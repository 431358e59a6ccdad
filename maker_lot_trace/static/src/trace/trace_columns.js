/**
 * Lay the nodes of a trace out in columns, for the picture at the top of the page.
 *
 * What the lot is made of stands to the left, where it went to the right. A column
 * shows at most MOST nodes; the rest is counted in one box.
 */
export const BOX = {width: 176, height: 46, gapX: 56, gapY: 10};
const MOST = 7;

function key(kind, id) {
  return `${kind}-${id}`;
}

function rowsOf(side) {
  if (!side) {
    return [];
  }
  const rows = [...side.runs, ...side.lots, ...side.ends, ...side.losses];
  return rows.map((row) => ({...row, key: key(row.kind, row.id)}));
}

function columnsOf(side, sign) {
  const columns = new Map();
  for (const row of rowsOf(side)) {
    const column = sign * row.level;
    if (!columns.has(column)) {
      columns.set(column, []);
    }
    columns.get(column).push(row);
  }
  return columns;
}

function place(rows, column, boxes) {
  const shown = [...rows].sort((a, b) => Math.abs(b.carried) - Math.abs(a.carried));
  const hidden = shown.length > MOST ? shown.splice(MOST - 1) : [];
  if (hidden.length) {
    shown.push({key: `more-${column}`, more: hidden.length, kind: "more"});
  }
  shown.forEach((row, index) => boxes.set(row.key, {...row, column, index}));
  for (const row of hidden) {
    boxes.set(row.key, {hiddenBy: `more-${column}`});
  }
  return shown.length;
}

/**
 * @param {Object} page as `maker.trace.page.get_page` returns it
 * @returns {{boxes: Object[], links: Object[], width: Number, height: Number}}
 */
export function layOut(page) {
  const boxes = new Map();
  const columns = new Map([
    ...columnsOf(page.backward, -1),
    ...columnsOf(page.forward, 1),
  ]);
  const self = {key: key(page.kind, page.id), name: page.title, kind: page.kind};
  columns.set(0, [{...self, product: page.product, carried: 0, self: true}]);
  const first = Math.min(...columns.keys());
  let tallest = 1;
  for (const [column, rows] of columns) {
    tallest = Math.max(tallest, place(rows, column, boxes));
  }
  const height = tallest * (BOX.height + BOX.gapY);
  const counts = new Map();
  const visible = [...boxes.values()].filter((box) => !box.hiddenBy);
  for (const box of visible) {
    counts.set(box.column, (counts.get(box.column) || 0) + 1);
  }
  for (const box of visible) {
    const room = height - counts.get(box.column) * (BOX.height + BOX.gapY);
    box.x = (box.column - first) * (BOX.width + BOX.gapX);
    box.y = room / 2 + box.index * (BOX.height + BOX.gapY);
  }
  return {
    boxes: visible,
    links: linksOf(page, boxes),
    width: columns.size * (BOX.width + BOX.gapX) - BOX.gapX,
    height,
  };
}

function linksOf(page, boxes) {
  const links = new Map();
  const visible = (node) => {
    const box = boxes.get(key(...node));
    return box && box.hiddenBy ? boxes.get(box.hiddenBy) : box;
  };
  for (const side of [page.backward, page.forward]) {
    for (const [source, target, tier] of side ? side.links : []) {
      const from = visible(source);
      const to = visible(target);
      if (from && to && from !== to) {
        links.set(`${from.key}>${to.key}`, {from, to, tier});
      }
    }
  }
  return [...links].map(([id, {from, to, tier}]) => {
    const x1 = from.x + BOX.width;
    const y1 = from.y + BOX.height / 2;
    const y2 = to.y + BOX.height / 2;
    const bend = BOX.gapX / 2;
    const path = `M${x1},${y1} C${x1 + bend},${y1} ${to.x - bend},${y2} ${to.x},${y2}`;
    return {id, path, tier};
  });
}
