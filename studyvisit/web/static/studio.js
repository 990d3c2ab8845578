// Saves a text as it is written. What the server has not acknowledged stays on this device and is sent again under
// the same key; it sends back what colleagues wrote in between, put together. The preview and the check follow.
const form = document.getElementById("editor");
const text = document.getElementById("text");
const receipt = document.getElementById("receipt");
const words = form.dataset;
const name = `draft:${location.pathname}`;
const field = (key) => form.elements.namedItem(key);
let pending = null, busy = false, tries = 0, timer = 0, sentAt = 0, stopped = false, asked = null;

const newKey = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join("-");
const store = (act) => { try { return act(localStorage); } catch { return null; } };

function written() {
  const data = [...new FormData(form)].filter(([key, value]) => typeof value === "string" && !["csrf_token", "key", "view", "tab"].includes(key));
  return data.map(([key, value]) => [key, value.replaceAll("\r\n", "\n")]);
}

function say(message, isTrouble = false) {
  if (receipt.textContent !== message) receipt.textContent = message;
  receipt.classList.toggle("unsaved", isTrouble);
}

function changed() {
  pending = { key: newKey(), data: written() };
  store((local) => local.setItem(name, JSON.stringify(pending)));
  if (stopped) return;
  say(words.saving);
  later(Math.min(700, Math.max(0, sentAt + 1500 - Date.now())));
}

function later(delay) {
  clearTimeout(timer);
  timer = setTimeout(send, delay);
}

async function send() {
  clearTimeout(timer);
  const entry = pending;
  if (!entry || busy || stopped) return;
  busy = true;
  sentAt = Date.now();
  try {
    const body = new FormData();
    for (const [key, value] of entry.data) body.append(key, value);
    body.set("key", entry.key);
    body.set("csrf_token", field("csrf_token").value);
    const response = await fetch(location.pathname, {
      method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", signal: AbortSignal.timeout?.(20000),
    });
    if (response.status >= 500 || response.status === 429) throw response;
    await settle(entry, response);
  } catch {
    say(words.unsaved, true);
    later(Math.min(1000 * 2 ** tries++, 30000) * (0.75 + Math.random() / 2));
  } finally {
    busy = false;
  }
  if (pending && pending !== entry && !stopped) later(0);
}

async function settle(entry, response) {
  if (response.type === "opaqueredirect" || [400, 401, 403].includes(response.status)) return halt(words.signedOut);
  const answer = await response.json();
  if (response.status === 409) return collide(answer.explanation);
  if (!response.ok) return halt(answer.explanation);
  tries = 0;
  const isNewest = pending === entry;
  if (answer.text !== null && !isNewest) return; // the next save is put together with the same text of theirs
  field("base").value = answer.state;
  if (!isNewest) {
    pending.data = written();
    return;
  }
  pending = null;
  store((local) => local.removeItem(name));
  say(answer.words);
  if (answer.text !== null) return take();
  if (asked) return setTimeout(repair);
  look();
  check();
}

// A colleague's words are in the text now: the page is read again, with the cursor where it was.
function take() {
  store(() => sessionStorage.setItem(name, JSON.stringify([text.selectionStart, text.scrollTop])));
  location.reload();
}

function halt(message) {
  stopped = true;
  say(message, true);
}

function collide(explanation) {
  halt(`${explanation} `);
  const button = document.createElement("button");
  button.textContent = words.choose;
  receipt.append(button);
}

function look() {
  if (form.querySelector(".read").offsetParent === null) return;
  const frame = form.querySelector("iframe");
  const top = frame.contentWindow.scrollY;
  frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, top), { once: true });
  form.requestSubmit(document.getElementById("look"));
}

async function check() {
  const response = await fetch(`${words.check}?as=${field("as").value}`, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!response?.ok) return;
  const panel = await response.json();
  document.getElementById("figures").textContent = panel.figures.join(" · ");
  document.getElementById("elsewhere").textContent = panel.elsewhere;
  const rows = panel.problems.map((problem) => {
    const row = document.createElement("li");
    row.className = problem.is_error ? "wrong" : "now";
    const kind = document.createElement("b");
    kind.textContent = problem.is_error ? words.error : words.warning;
    const where = document.createElement(problem.line ? "a" : "span");
    where.textContent = problem.line ? words.line.replace("{}", problem.line) : words.fields;
    if (problem.line) [where.href, where.dataset.line] = ["#text", problem.line];
    const what = document.createElement("span");
    [what.lang, what.dir] = ["en", "ltr"];
    what.textContent = `${problem.where}: ${problem.message}`;
    row.append(kind, " ", where, " ", what, ...problem.repairs.map(offer));
    return row;
  });
  if (!rows.length) {
    rows.push(document.createElement("li"));
    rows[0].textContent = words.none;
  }
  const list = document.getElementById("problems");
  const typed = new Map([...list.querySelectorAll("input")].map((input) => [input.name, input.value]));
  const { name: at, value } = list.contains(document.activeElement) ? document.activeElement : {};
  list.replaceChildren(...rows);
  for (const input of list.querySelectorAll("input")) input.value = typed.get(input.name) || "";
  if (at) [...list.querySelectorAll("input, button")].find((it) => it.name === at && (it.localName === "input" || it.value === value))?.focus();
}

// The list of problems may have been made anew since the button was pressed.
function repair() {
  const button = [...form.querySelectorAll("[name=repair]")].find((it) => it.value === asked);
  asked = null;
  if (button) form.requestSubmit(button);
}

function offer(repair) {
  const row = document.createElement("span");
  row.className = "repair";
  const button = document.createElement("button");
  [button.className, button.name, button.value, button.textContent] = ["second small", "repair", repair.key, repair.words];
  button.setAttribute("formaction", words.repair);
  if (repair.asks) {
    const input = document.createElement("input");
    [input.name, input.maxLength, input.dir, input.ariaLabel] = [`words-${repair.key}`, 250, "auto", repair.words];
    row.append(input);
  }
  row.append(button);
  return row;
}

function goTo(line) {
  const lines = text.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  document.querySelector("[name=tab][value=write]").checked = true;
  const style = getComputedStyle(text); // lines wrap: a letter of the text's font is 0.6 of its size wide
  const width = Math.max(20, (text.clientWidth - 2 * Number.parseFloat(style.paddingInlineStart)) / (0.6 * Number.parseFloat(style.fontSize)));
  const above = lines.slice(0, line - 1).reduce((sum, words) => sum + Math.max(1, Math.ceil(words.length / width)), 0);
  text.setSelectionRange(start, start + (lines[line - 1] || "").length);
  text.focus();
  text.scrollTop = (above - 3) * Number.parseFloat(style.lineHeight);
}

async function hear() {
  if (document.hidden || stopped) return;
  const body = new FormData();
  body.set("csrf_token", field("csrf_token").value);
  const response = await fetch(words.presence, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
  if (!response?.ok) return;
  const answer = await response.json();
  const others = document.getElementById("others");
  others.hidden = !answer.others;
  if (others.textContent !== answer.others) others.textContent = answer.others;
  if (answer.state !== field("base").value && !pending && !busy) changed();
}

function restore() {
  const left = store((local) => JSON.parse(local.getItem(name)));
  if (left) {
    for (const input of form.querySelectorAll("[type=checkbox]")) input.checked = left.data.some(([key, value]) => key === input.name && value === input.value);
    for (const [key, value] of left.data) {
      const input = field(key);
      if (input && input.type !== "checkbox" && "value" in input) input.value = value;
    }
    pending = left;
    later(0);
  }
  const [start, top] = store(() => JSON.parse(sessionStorage.getItem(name))) || [];
  if (start === undefined) return;
  store(() => sessionStorage.removeItem(name));
  say(words.merged);
  text.focus();
  text.setSelectionRange(start, start);
  text.scrollTop = top;
}

form.addEventListener("input", ({ target }) => {
  if (target.name === "view") look();
  else if (target.name === "tab") setTimeout(look);
  else if (target.name.startsWith("words-")) return;
  else changed();
});
form.addEventListener("submit", (event) => {
  if (event.submitter?.id === "look") return;
  if (event.submitter?.name === "repair" && !pending && !busy && !stopped) return;
  // What was typed is saved first; the repair then finds the text as it is.
  asked = event.submitter?.name === "repair" ? event.submitter.value : null;
  if (stopped) return store((local) => local.removeItem(name));
  event.preventDefault();
  if (!pending) changed();
  later(0);
});
form.addEventListener("click", ({ target }) => target.dataset.line && goTo(Number(target.dataset.line)));
if (words.at) goTo(Number(words.at));
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.name?.startsWith("words-")) {
    event.preventDefault();
    form.requestSubmit(event.target.nextElementSibling);
  }
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  if (event.key === "s") {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "Enter") {
    event.preventDefault();
    look();
  }
});
addEventListener("online", () => { tries = 0; later(0); });
addEventListener("pagehide", send);
setInterval(hear, 20000);
restore();
look();
