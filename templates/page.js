"use strict";

const numeral = /^[+\-−]?\d[\d\s\u00a0\u202f]*(?:,\d+)?/;
const russian = new Intl.Collator("ru", { numeric: true });
const missing = new Set(["", "—", "–", "-", "н/д", "скрыто", "скр."]);

/** The text as it is searched: one case, one «е», one dash, no quotes, single spaces, none after «№». */
function plain(text) {
  return text
    .toLowerCase()
    .replaceAll("ё", "е")
    .replace(/[«»„“”‟‹›‘’‚'"\u2060\u00ad]/g, "")
    .replace(/[‐‑‒–—−]/g, "-")
    .replace(/\s+/g, " ")
    .replace(/№ (?=\d)/g, "№")
    .trim();
}

/** What a cell may be chosen by: its category, and the decision of which it tells after it. */
function choicesOf(cell) {
  return cell ? linesOf(cell).join(" ").split(/;\s+(?=решение:)/) : [];
}

/** The lines of a cell: under a share stands how many people it is. */
function linesOf(cell) {
  const lines = cell.querySelectorAll("div");
  return [...(lines.length ? lines : [cell])].map((line) => line.textContent.trim());
}

/** The cells of rows by their columns: a merged cell stands in each row and column it takes. */
function spread(rows) {
  const lines = rows.map(() => []);
  rows.forEach((row, at) => {
    let column = 0;
    for (const cell of row.cells) {
      while (lines[at][column]) column += 1;
      for (const line of lines.slice(at, at + cell.rowSpan)) {
        for (let right = 0; right < cell.colSpan; right += 1) line[column + right] = cell;
      }
    }
  });
  return lines;
}

/** What a group of rows is sorted by: its last row, the latest year of a school. */
function sortKey(group, column) {
  const cell = group.lines.at(-1)[column];
  const text = cell ? linesOf(cell)[0] : "";
  const number = numeral.exec(text);
  return {
    text,
    missing: missing.has(text.toLowerCase()),
    number: number && Number(number[0].replace("−", "-").replace(/[^\d,-]/g, "").replace(",", ".")),
  };
}

function compareKeys(one, other) {
  if (one.number !== null && other.number !== null && one.number !== other.number) {
    return one.number - other.number;
  }
  if ((one.number === null) !== (other.number === null)) return one.number === null ? 1 : -1;
  return russian.compare(one.text, other.text);
}

/** The groups in order; what is missing stands last whichever way they are sorted. */
function sorted(groups, column, direction) {
  const keyed = groups.map((group) => ({ group, key: sortKey(group, column) }));
  keyed.sort((one, other) =>
    one.key.missing || other.key.missing
      ? one.key.missing - other.key.missing
      : direction * compareKeys(one.key, other.key),
  );
  return keyed.map(({ group }) => group);
}

/** Whole numbers of cells with words: «2» is to find «Гимназия № 2», not each «12,5»; «№2» also. */
function numbersOf(texts) {
  const words = texts.filter((text) => /\p{L}/u.test(text)).join(" ");
  return new Set([...words.matchAll(/\d+/g), ...plain(texts.join(" ")).matchAll(/№\d+/g)].flat());
}

function groupsOf(table) {
  const bodies = [...table.tBodies];
  const parts = bodies.length > 1
    ? bodies.map((body) => ({ element: body, rows: [...body.rows] }))
    : [...bodies[0].rows].map((row) => ({ element: row, rows: [row] }));
  return parts.map(({ element, rows }) => {
    const texts = rows.flatMap((row) => [...row.cells].flatMap(linesOf));
    return {
      element,
      lines: spread(rows),
      words: plain(texts.join(" ")),
      numbers: numbersOf(texts),
      shaded: rows.some((row) => row.querySelector(".shaded")),
    };
  });
}

function says(group, word) {
  return /^№?\d+$/.test(word) ? group.numbers.has(word) : group.words.includes(word);
}

function makeSortable(table, groups) {
  const parent = groups[0].element.parentNode;
  const foot = table.tFoot;
  for (const heading of table.querySelectorAll("th[data-column]")) {
    const sort = () => {
      const next = { none: "ascending", ascending: "descending", descending: "none" }[heading.getAttribute("aria-sort")];
      for (const each of table.querySelectorAll("th[data-column]")) each.setAttribute("aria-sort", "none");
      heading.setAttribute("aria-sort", next);
      const direction = next === "descending" ? -1 : 1;
      const order = next === "none" ? groups : sorted(groups, Number(heading.dataset.column), direction);
      for (const group of order) parent.insertBefore(group.element, parent === table ? foot : null);
    };
    heading.classList.add("sorts");
    heading.tabIndex = 0;
    heading.setAttribute("aria-sort", "none");
    heading.addEventListener("click", sort);
    heading.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      sort();
    });
  }
}

function makeSearchable(tools, groups) {
  const search = tools.querySelector("input[type=search]");
  const category = tools.querySelector("select");
  const shaded = tools.querySelector("input[type=checkbox]");
  const found = tools.querySelector(".found");
  const show = () => {
    const words = plain(search?.value ?? "").split(" ");
    let count = 0;
    for (const group of groups) {
      const fits =
        words.every((word) => says(group, word)) &&
        (!shaded?.checked || group.shaded) &&
        (!category?.value ||
          group.lines.some((line) => choicesOf(line[category.dataset.column]).includes(category.value)));
      group.element.hidden = !fits;
      count += fits;
    }
    const numbers = [count, groups.length];
    found.textContent = count === groups.length ? "" : found.dataset.words.replace(/#/g, () => numbers.shift());
  };
  tools.hidden = false;
  tools.addEventListener("input", show);
  show(); // a browser may remember what was chosen before the page was loaded anew
}

for (const tools of document.querySelectorAll(".tools")) {
  const table = tools.parentElement.querySelector("table");
  const groups = groupsOf(table);
  makeSortable(table, groups);
  makeSearchable(tools, groups);
}

/** What is focused in a table that scrolls by itself must not lie under its heading and names. */
for (const scroll of document.querySelectorAll(".scroll")) {
  const head = scroll.querySelector("thead");
  const name = scroll.querySelector("tbody th");
  scroll.style.scrollPadding = `${head?.offsetHeight ?? 0}px 0 0 ${name?.offsetWidth ?? 0}px`;
}

const cards = [...document.querySelectorAll("details.card")];
const contents = document.querySelector("nav details");
const unfold = document.querySelector(".unfold");

function openAll(open) {
  for (const card of cards) card.open = open;
}

function openTarget() {
  const card = document.getElementById(location.hash.slice(1))?.closest("details.card");
  if (!card) return;
  card.open = true;
  card.scrollIntoView();
}

if (unfold && cards.length > 1) {
  const words = [unfold.textContent, unfold.dataset.words];
  unfold.hidden = false;
  unfold.addEventListener("click", () => {
    const open = cards.some((card) => !card.open);
    openAll(open);
    unfold.textContent = words[Number(open)];
  });
}

contents?.addEventListener("click", (event) => {
  if (event.target.closest("a")) contents.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && contents?.open) contents.open = false;
});
window.addEventListener("hashchange", openTarget);
document.addEventListener("click", (event) => {
  if (event.target.closest("a[href^='#']")) setTimeout(openTarget);
});

let folded = [];
window.addEventListener("beforeprint", () => {
  folded = cards.filter((card) => !card.open);
  openAll(true);
});
window.addEventListener("afterprint", () => {
  for (const card of folded) card.open = false;
});
openTarget();
