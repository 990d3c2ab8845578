// Buttons and keys that write Markdown. What they write can be taken back with the browser's own undo.
const text = document.getElementById("text");
const bar = document.querySelector(".toolbar");
const chosen = () => text.value.slice(text.selectionStart, text.selectionEnd);

function insert(words, from, length) {
  text.focus();
  const start = text.selectionStart;
  if (!document.execCommand("insertText", false, words)) {
    text.setRangeText(words, start, text.selectionEnd, "end");
    text.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  text.setSelectionRange(start + from, start + from + length);
}

function around(before, after = before) {
  const words = chosen();
  insert(before + words + after, before.length, words.length);
}

function lines(mark) {
  const start = text.value.lastIndexOf("\n", text.selectionStart - 1) + 1;
  text.setSelectionRange(start, text.selectionEnd);
  const words = chosen().split("\n").map((line, index) => mark(index) + line).join("\n");
  insert(words, words.length, 0);
}

function block(words, at) {
  const before = text.value.slice(0, text.selectionStart);
  const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  insert(`${gap}${words}\n`, gap.length + Math.max(words.indexOf(at), 0), at.length);
}

function footnote() {
  const used = new Set(Array.from(text.value.matchAll(/\[\^([^\]]+)\]/g), ([, mark]) => mark));
  let number = 1;
  while (used.has(`${number}`)) number += 1;
  insert(`[^${number}]`, 0, 0);
  const source = `[^${number}]: `;
  text.setSelectionRange(text.value.length, text.value.length);
  insert(`${text.value.endsWith("\n") ? "" : "\n"}${source}\n`, source.length + (text.value.endsWith("\n") ? 0 : 1), 0);
}

// Cites a source of the unit; the first time in this text, its footnote is written at the end.
function cite(button) {
  const mark = `[^${button.dataset.cite}]`;
  const isKnown = text.value.includes(`\n${mark}:`);
  insert(mark, mark.length, 0);
  if (isKnown) return;
  const [start, end] = [text.selectionStart, text.value.endsWith("\n") ? "" : "\n"];
  text.setSelectionRange(text.value.length, text.value.length);
  insert(`${end}${mark}: ${button.nextElementSibling.textContent}\n`, 0, 0);
  text.setSelectionRange(start, start);
}

function addFact(number) {
  const field = document.getElementById("head-facts");
  if (!field) return;
  const facts = field.value.split(/[,;\s]+/).filter(Boolean);
  if (!facts.includes(number)) field.value = [...facts, number].join(", ");
  field.closest("details").open = true;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

const acts = {
  bold: () => around("**"),
  italic: () => around("*"),
  heading: () => lines(() => "## "),
  link: () => { const words = chosen(); insert(`[${words}](…)`, words ? words.length + 3 : 1, words ? 1 : 0); },
  list: () => lines(() => "- "),
  numbers: () => lines((index) => `${index + 1}. `),
  quote: () => lines(() => "> "),
  note: () => block("!!! note\n    …", "…"),
  table: () => block("| … | … |\n|---|---|\n| … | … |", "…"),
  footnote,
  check: () => block("::: check {#check-1}\n### … {#check-1-question}\n…\n\n- (x) …\n  > …\n- ( ) …\n  > …\n:::", "…"),
};
const keys = { b: "bold", i: "italic", k: "link" };

bar.hidden = false;
bar.addEventListener("click", ({ target }) => acts[target.dataset.act]?.());
bar.addEventListener("keydown", (event) => {
  const buttons = [...bar.children];
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const forward = getComputedStyle(bar).direction === "rtl" ? -step : step;
  const next = buttons[(buttons.indexOf(event.target) + forward + buttons.length) % buttons.length];
  for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
  next.focus();
});
for (const list of document.querySelectorAll(".cite")) {
  list.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button?.dataset.cite) cite(button);
    else if (button) addFact(button.dataset.fact);
  });
}
text.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey)) return;
  const act = event.altKey ? (event.code === "Digit2" ? "heading" : "") : event.shiftKey ? { Digit7: "numbers", Digit8: "list" }[event.code] : keys[event.key];
  if (!act) return;
  event.preventDefault();
  acts[act]();
});
