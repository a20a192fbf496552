// Next and previous by keyboard: j or n, k or p follow the page's own links, which say the same.
// Whoever speaks to the machine, or types by accident, can switch single letters off in the foot.

const WAYS = { j: "next", n: "next", k: "prev", p: "prev" };
const KEPT = "detente-keys";
const shortcuts = [...document.querySelectorAll("[aria-keyshortcuts]")]
  .map((link) => [link, link.getAttribute("aria-keyshortcuts")]);
const hints = [...document.querySelectorAll("main kbd")];
let on = recall();

function recall() {
  try { return localStorage.getItem(KEPT) !== "off"; } catch { return true; } // storage may be barred
}

function keep() {
  try { localStorage.setItem(KEPT, on ? "on" : "off"); } catch { /* for this page only, then */ }
}

function show(button) {
  button.setAttribute("aria-pressed", String(on));
  button.textContent = `Keys j and k: ${on ? "on" : "off"}`;
  for (const hint of hints) hint.hidden = !on;
  for (const [link, keys] of shortcuts) {
    if (on) link.setAttribute("aria-keyshortcuts", keys); else link.removeAttribute("aria-keyshortcuts");
  }
}

function offer() {
  const line = document.createElement("p");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain keys";
  button.addEventListener("click", () => { on = !on; keep(); show(button); });
  line.append(button);
  document.querySelector("footer").append(line);
  show(button);
}

addEventListener("keydown", (event) => {
  const way = WAYS[event.key];
  if (!on || !way || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  const link = document.querySelector(`main a[rel~="${way}"][href]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});

offer();
