// The timeline with pointer and brush, drawn by Plot over the drawing that the server sent.
// Without this script the page says the same: marks are links, and the form chooses the period.

const DAY = 86_400_000;
const QUADS = {
  1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict",
};
const LEAST_HEIGHT = 0.6;
const LEFT = 46, RIGHT = 18; // pixels for the marks of the upright axis, and for half a year at the end
const NARROW = 2.5; // pixels of a bar, under which it is drawn as a line
const WIDEST = 8; // of a line
const figure = document.querySelector("#chart");
const box = figure.querySelector(".scroll");
const form = document.querySelector("#filters");
const written = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

function stack(bars) {
  const reached = new Map();
  const top = Math.max(1, ...bars.map((bar) => Math.abs(bar.score)));
  return bars.map((bar) => {
    const start = new Date(bar.start);
    const end = new Date(Date.parse(bar.end) + DAY);
    const height = Math.max(Math.abs(bar.score), LEAST_HEIGHT * bar.acts);
    const key = `${bar.start} ${bar.way}`;
    const from = reached.get(key) ?? 0;
    reached.set(key, from + height);
    const y = bar.way === 0 ? [0, 0] : [bar.way * from, bar.way * (from + height)];
    return { ...bar, first: start, end, middle: new Date((+start + +end) / 2), y1: y[0], y2: y[1], top };
  });
}

function say(bar) {
  const last = new Date(+bar.end - DAY);
  const days = written.format(bar.first) + (last > bar.first ? ` to ${written.format(last)}` : "");
  const who = bar.way === 0 ? "Together" : bar.way > 0
    ? `${figure.dataset.a} → ${figure.dataset.b}` : `${figure.dataset.b} → ${figure.dataset.a}`;
  const acts = bar.acts === 1 ? "" : `${bar.acts.toLocaleString("en")} acts, `;
  const score = `${bar.score > 0 ? "+" : ""}${Math.round(bar.score * 10) / 10}`.replace("-", "−");
  return `${days}\n${who}\n${acts}${QUADS[bar.quad]}, score ${score}`;
}

function marks(bars, wide, across) {
  const found = [Plot.ruleY([0], { className: "zero" })];
  for (const quad of [1, 2, 3, 4]) {
    const own = bars.filter((bar) => bar.quad === quad);
    const acting = own.filter((bar) => bar.way !== 0);
    found.push(wide
      ? Plot.rect(acting, { x1: "first", x2: "end", y1: "y1", y2: "y2", className: `q${quad}`, insetRight: 0.5 })
      : Plot.ruleX(acting, { x: "middle", y1: "y1", y2: "y2", strokeWidth: across, className: `s${quad}` }));
    const together = own.filter((bar) => bar.way === 0);
    found.push(Plot.dot(together, { x: "middle", y: 0, r: (bar) => Math.min(3.5, Math.sqrt(bar.acts)), className: `q${quad} both` }));
  }
  found.push(Plot.tip(bars, Plot.pointerX({
    x: "middle", y: (bar) => (bar.y1 + bar.y2) / 2, title: say, className: "tip-box", maxRadius: 60,
  })));
  return found;
}

function draw(page) {
  const line = page.timeline;
  const bars = stack(line.bars);
  const since = Date.parse(line.since), until = Date.parse(line.until) + DAY;
  const width = Math.max(box.clientWidth, 280), height = 300;
  const day = (DAY / (until - since)) * width;
  const wide = line.unit !== "act" && { day: 1, week: 7, month: 30, quarter: 91, year: 365 }[line.unit] * day > NARROW;
  const chart = Plot.plot({
    className: "plot", width, height, marginLeft: LEFT, marginRight: RIGHT,
    x: { type: "utc", domain: [new Date(since), new Date(until)], label: null, ticks: until - since < 8 * DAY ? "day" : undefined },
    y: { label: null, ticks: 5, tickFormat: (value) => Math.abs(value) },
    r: { type: "identity", transform: (value) => 1.6 + value },
    marks: marks(bars, wide, Math.min(WIDEST, Math.max(2.2, 0.7 * day))),
  });
  // Its style sheet says what detente.css says, and the content policy allows none in the page.
  for (const style of chart.querySelectorAll("style")) style.remove();
  for (const group of chart.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
  chart.setAttribute("role", "img");
  chart.setAttribute("aria-label", box.querySelector("svg").getAttribute("aria-label"));
  brush(chart, width, height);
  box.replaceChildren(chart);
}

function brush(chart, width, height) {
  const scale = chart.scale("x");
  const brushing = d3.brushX().extent([[LEFT, 0], [width - RIGHT, height - 30]]).on("end", (event) => {
    if (!event.sourceEvent) return;
    if (event.selection) {
      const [low, high] = event.selection.map((place) => scale.invert(place));
      show(low, new Date(+high - 1));
    } else if (chart.value) {
      open(chart.value);
    }
  });
  d3.select(chart).insert("g", ":first-child").attr("class", "brush").call(brushing);
}

function show(first, last) {
  form.elements.since.value = new Date(first).toISOString().slice(0, 10);
  form.elements.until.value = new Date(last).toISOString().slice(0, 10);
  form.action = `${location.pathname}#timeline`;
  form.requestSubmit();
}

function open(bar) {
  if (bar.id) location.assign(figure.dataset.event.replace("/event/", `/event/${encodeURIComponent(bar.id)}`));
  else show(bar.first, new Date(+bar.end - DAY));
}

// An address says what is asked, and nothing of fields left empty.
form.addEventListener("formdata", ({ formData }) => {
  for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
});
// Who comes back sees the form as the page is, not as it was sent.
addEventListener("pageshow", (event) => { if (event.persisted) form.reset(); });

async function start() {
  const answer = await fetch(figure.dataset.json);
  if (!answer.ok) return; // the server's drawing stays
  const { page } = await answer.json();
  draw(page);
  const hint = document.createElement("p");
  hint.className = "hint";
  hint.textContent = "Drag across the timeline to choose a period; click a mark to open it.";
  figure.append(hint);
  let width = box.clientWidth;
  new ResizeObserver(() => {
    if (box.clientWidth !== width) { width = box.clientWidth; draw(page); }
  }).observe(box);
}

start();
