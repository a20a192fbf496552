// A slider over the periods, in place of their row of links; the network moves from one to the
// next. Every period is the page that the server makes of it, so that drawing, table, words and
// links cannot differ from what is there without this script.

const MOVING = 450; // milliseconds
const WAITING = 120;
const periods = document.querySelector("#periods");
const stops = [...periods.querySelectorAll("a.stop")];
const still = matchMedia("(prefers-reduced-motion: reduce)");
const slider = document.createElement("input");
const told = document.createElement("output");
let asked = null;
let waiting = 0;
let moving = 0;

function start() {
  const box = document.createElement("div");
  box.className = "slider";
  Object.assign(slider, { type: "range", min: 0, max: stops.length - 1, step: 1, id: "slider" });
  slider.setAttribute("aria-label", "Period");
  told.htmlFor = "slider";
  box.append(told, slider);
  periods.prepend(box);
  for (const step of periods.querySelectorAll(".step")) step.remove();
  mark(Math.max(0, stops.findIndex((stop) => stop.hasAttribute("aria-current"))));
  slider.addEventListener("input", () => {
    tell(slider.valueAsNumber);
    clearTimeout(waiting);
    waiting = setTimeout(() => show(slider.valueAsNumber), WAITING);
  });
  periods.addEventListener("click", (event) => {
    const number = stops.indexOf(event.target.closest("a.stop"));
    if (number < 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(number);
  });
  point();
}

function tell(number) {
  told.value = stops[number].textContent;
  slider.setAttribute("aria-valuetext", stops[number].textContent);
}

function mark(number) {
  slider.value = number;
  tell(number);
  for (const stop of stops) stop.removeAttribute("aria-current");
  stops[number].setAttribute("aria-current", "true");
}

async function show(number) {
  asked?.abort();
  asked = new AbortController();
  const address = stops[number].href;
  try {
    const answer = await fetch(address, { signal: asked.signal });
    if (!answer.ok) throw new Error(answer.statusText);
    replace(new DOMParser().parseFromString(await answer.text(), "text/html"));
    history.replaceState(null, "", address);
    mark(number);
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address); // which says what is wrong
  }
}

function replace(page) {
  const before = places();
  document.title = page.title;
  for (const part of ["#net-heading", ".net", "#filters", "footer"]) {
    document.querySelector(part).replaceWith(page.querySelector(part));
  }
  point();
  if (!still.matches) move(before);
}

// Where every actor stands, on either sheet.
function places() {
  const found = new Map();
  for (const disc of document.querySelectorAll(".disc")) {
    const { e: x, f: y } = disc.transform.baseVal.consolidate().matrix;
    found.set(key(disc), { x, y });
  }
  return found;
}

function key(disc) {
  return `${disc.ownerSVGElement.classList[1]} ${disc.dataset.id}`;
}

// Let all actors go from where they were to where they are now; who is new appears in its place.
function move(before) {
  cancelAnimationFrame(moving);
  const after = places();
  const discs = [...document.querySelectorAll(".disc")];
  const edges = [...document.querySelectorAll(".edge")];
  const begun = performance.now();
  const draw = (now) => {
    const share = Math.min(1, (now - begun) / MOVING);
    const eased = share * share * (3 - 2 * share);
    const at = new Map([...after].map(([id, to]) => {
      const from = before.get(id) ?? to;
      return [id, { x: from.x + (to.x - from.x) * eased, y: from.y + (to.y - from.y) * eased }];
    }));
    for (const disc of discs) {
      const { x, y } = at.get(key(disc));
      disc.setAttribute("transform", `translate(${x} ${y})`);
      disc.setAttribute("opacity", before.has(key(disc)) ? 1 : eased);
    }
    for (const edge of edges) {
      const sheet = edge.ownerSVGElement.classList[1];
      const a = at.get(`${sheet} ${edge.dataset.a}`), b = at.get(`${sheet} ${edge.dataset.b}`);
      for (const line of edge.querySelectorAll("line")) {
        const ends = { x1: a.x, y1: a.y, x2: b.x, y2: b.y };
        for (const [name, value] of Object.entries(ends)) line.setAttribute(name, value);
      }
    }
    if (share < 1) moving = requestAnimationFrame(draw);
  };
  draw(begun);
}

// Pointing at an actor, or going to it by keyboard, leaves it and those it deals with in view.
function point() {
  for (const sheet of document.querySelectorAll("svg.network")) {
    const look = (event) => light(sheet, event.target.closest?.(".disc"));
    for (const kind of ["pointerover", "focusin"]) sheet.addEventListener(kind, look);
    for (const kind of ["pointerleave", "focusout"]) {
      sheet.addEventListener(kind, () => light(sheet, null));
    }
  }
}

function light(sheet, disc) {
  const own = disc?.dataset.id;
  const near = new Set([own]);
  for (const edge of sheet.querySelectorAll(".edge")) {
    const { a, b } = edge.dataset;
    const is = a === own || b === own;
    edge.classList.toggle("near", is);
    if (is) near.add(a).add(b);
  }
  for (const one of sheet.querySelectorAll(".disc")) {
    one.classList.toggle("near", near.has(one.dataset.id));
  }
  sheet.classList.toggle("dimmed", Boolean(disc));
}

start();
