// Next and previous by keyboard: j or n, k or p follow the page's own links, which say the same.

const WAYS = { j: "next", n: "next", k: "prev", p: "prev" };

addEventListener("keydown", (event) => {
  const way = WAYS[event.key];
  if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  const link = document.querySelector(`main a[rel~="${way}"][href]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
