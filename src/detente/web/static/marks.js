// Brings out one entry after another in the article without asking the server again.
// Without this script the same links ask for the page with the entry brought out.

const TAGS = { source: "who", trigger: "does", target: "to whom", about: "about", speaker: "according to" };
const items = [...document.querySelectorAll(".entries > li")];
const pieces = [...document.querySelectorAll("#text mark")].map((mark) => ({
  mark,
  parts: mark.dataset.m.split(" ").map((word) => /^(\d+)([a-z]+)(\.?)$/.exec(word)).filter(Boolean)
    .map(([, entry, part, last]) => ({ entry: Number(entry), part, last: last !== "" })),
}));
const steps = { prev: document.querySelector('.steps [rel="prev"]'), next: document.querySelector('.steps [rel="next"]') };
let chosen = items.findIndex((item) => item.classList.contains("on")) + 1;

function bringOut(number) {
  chosen = number;
  for (const { mark, parts } of pieces) {
    const own = parts.filter((part) => part.entry === number);
    const kept = [...mark.classList].filter((name) => !name.startsWith("on"));
    mark.className = [...kept, ...(own.length ? ["on"] : []), ...own.map((part) => `on-${part.part}`)].join(" ");
    const ends = own.filter((part) => part.last && TAGS[part.part]).map((part) => TAGS[part.part]);
    const tag = [...new Set(ends)].join(", ");
    if (tag) mark.dataset.tag = tag; else delete mark.dataset.tag;
  }
  items.forEach((item, place) => {
    const on = place + 1 === number;
    item.classList.toggle("on", on);
    const link = item.querySelector(".go");
    if (on) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
  });
  point(steps.prev, number - 1);
  point(steps.next, number + 1);
}

function point(step, number) {
  const item = items[number - 1];
  if (item) {
    step.href = item.querySelector(".go").href;
    step.removeAttribute("aria-disabled");
  } else {
    step.removeAttribute("href");
    step.setAttribute("aria-disabled", "true");
  }
}

function show(number) {
  bringOut(number);
  const item = items[number - 1];
  history.replaceState(null, "", item.querySelector(".go").href);
  const start = document.getElementById(item.id.replace("entry-", "e-"));
  start.scrollIntoView({ block: "center" });
  start.focus({ preventScroll: true });
  const beside = item.closest(".beside");
  if (beside.scrollHeight > beside.clientHeight) {
    beside.scrollTop += item.getBoundingClientRect().top - beside.getBoundingClientRect().top - 80;
  }
}

addEventListener("click", (event) => {
  const link = event.target.closest('.go, .steps [rel], #text a.num');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (link.matches("a.num")) {
    bringOut(items.findIndex((item) => `#${item.id}` === decodeURIComponent(link.hash)) + 1);
    return;
  }
  const number = link.matches(".go") ? items.indexOf(link.closest("li")) + 1
    : chosen + (link.rel === "next" ? 1 : -1);
  if (!items[number - 1]) return;
  event.preventDefault();
  show(number);
});
