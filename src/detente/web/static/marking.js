// Words of an event that was missed, taken from what is selected in the article.
// Without this script they are typed, and the form says which of several is meant.

const text = document.querySelector("#text");
const form = document.querySelector("#form-add");
const PARTS = { evidence: "the sentence", trigger: "what is done", source_spans: "who", target_spans: "to whom" };
const bar = document.createElement("div");
bar.className = "marking";
bar.hidden = true;
bar.setAttribute("role", "toolbar");
bar.setAttribute("aria-label", "The selected words are");
let chosen = null;

// Places count characters (code points), as the server does; numbers before quotes are no text.
function placeIn(paragraph, node, offset) {
  const before = document.createRange();
  before.selectNodeContents(paragraph);
  before.setEnd(node, offset);
  const part = before.cloneContents();
  for (const number of part.querySelectorAll(".num")) number.remove();
  return Number(paragraph.dataset.at) + [...part.textContent].length;
}

function paragraphOf(node) {
  return (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("#text p[data-at]");
}

function words(range) {
  const part = range.cloneContents();
  for (const number of part.querySelectorAll(".num")) number.remove();
  return part.textContent;
}

function look() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return hide();
  const range = selection.getRangeAt(0);
  const first = paragraphOf(range.startContainer), last = paragraphOf(range.endContainer);
  if (!first || first !== last) return hide();
  const raw = words(range), trimmed = raw.trim();
  if (!trimmed) return hide();
  const lead = [...raw.slice(0, raw.indexOf(trimmed))].length;
  const start = placeIn(first, range.startContainer, range.startOffset) + lead;
  chosen = { words: trimmed, start, end: start + [...trimmed].length };
  bar.hidden = false;
}

function hide() {
  chosen = null;
  bar.hidden = true;
}

function take(part) {
  form.elements[part].value = chosen.words;
  form.elements[`${part}_start`].value = chosen.start;
  form.elements[`${part}_end`].value = chosen.end;
  form.elements[`${part}_which`].value = "";
  form.closest("details")?.setAttribute("open", "");
  said.textContent = `${PARTS[part]}: ${chosen.words}`;
}

const said = document.createElement("span");
said.className = "hidden";
said.setAttribute("role", "status");

if (text && form) {
  const label = document.createElement("span");
  label.textContent = "A missed event: this is";
  bar.append(label);
  for (const [part, name] of Object.entries(PARTS)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
    button.addEventListener("click", () => take(part));
    bar.append(button);
  }
  const go = document.createElement("a");
  go.href = "#add";
  go.textContent = "to the form";
  bar.append(go);
  document.body.append(bar, said);
  document.addEventListener("selectionchange", () => {
    if (!bar.contains(document.activeElement)) look();
  });
  for (const part of Object.keys(PARTS)) {
    form.elements[part].addEventListener("input", () => { // typed anew: the place is not known
      form.elements[`${part}_start`].value = form.elements[`${part}_end`].value = "";
    });
  }
}
