// Saves each answer as it is given. What the server has not acknowledged stays on this device and is sent again
// under the same key, so that nothing is lost and nothing is stored twice. What it has acknowledged stays in the
// tab, for a page that was on its way while the answer was saved and does not show it.
const box = document.querySelector("[data-attempt]");
const words = box.dataset;
const prefix = `answer:${words.attempt}:`;
const token = document.querySelector("[name=csrf_token]").value;
const banner = document.getElementById("unsaved");
const questions = new Map();

const newKey = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join("-");
const inputs = (question) => [...question.element.querySelectorAll("input:not([type=hidden], [name$=certainty]), select, textarea")];
const certainties = (question) => [...question.element.querySelectorAll("[name$=certainty]")];
const isChoice = (input) => input.type === "radio" || input.type === "checkbox";
const chosen = (question) =>
  inputs(question).filter((input) => !isChoice(input) || input.checked).map((input) => input.value);
const asSent = (input) => (input.options ? (input.querySelector("[selected]") || input.options[0]).value : input.defaultValue);
const isGiven = (input) => (isChoice(input) ? input.checked !== input.defaultChecked : input.value !== asSent(input));

function store(act) {
  try { return act(localStorage); } catch { return null; } // no room, or the browser keeps nothing
}

function show(question, text, trouble = "") {
  question.trouble = trouble;
  if (question.receipt) {
    question.receipt.textContent = text;
    question.receipt.classList.toggle("unsaved", trouble !== "");
  }
  if (banner) {
    const troubled = [...questions.values()].map((each) => each.trouble);
    const worst = troubled.includes("signed-out") ? words.signedOut : troubled.includes("retry") ? words.unsaved : "";
    banner.hidden = !worst;
    if (banner.textContent !== worst) banner.textContent = worst;
  }
}

function change(question, delay) {
  question.pending = { url: question.url, values: chosen(question), certainty: certainties(question).find((input) => input.checked)?.value, key: newKey(), revision: ++question.revision };
  store((local) => local.setItem(prefix + question.url, JSON.stringify(question.pending)));
  show(question, words.saving);
  later(question, delay);
}

function later(question, delay) {
  clearTimeout(question.timer);
  question.timer = setTimeout(send, delay, question);
}

async function send(question) {
  const entry = question.pending;
  clearTimeout(question.timer);
  if (!entry || question.busy) return;
  question.busy = true;
  try {
    const body = new URLSearchParams({ key: entry.key, revision: entry.revision, csrf_token: token });
    for (const value of entry.values) body.append("value", value);
    if (entry.certainty) body.append("certainty", entry.certainty);
    const response = await fetch(entry.url, {
      method: "POST", body, headers: { Accept: "application/json" },
      redirect: "manual", keepalive: `${body}`.length < 6e4, signal: AbortSignal.timeout?.(15000),
    });
    if (response.status >= 500 || response.status === 429) throw response;
    await settle(question, entry, response);
  } catch {
    question.tries = (question.tries || 0) + 1;
    show(question, words.unsaved, "retry");
    later(question, Math.min(1000 * 2 ** (question.tries - 1), 30000) * (0.75 + Math.random() / 2));
  } finally {
    question.busy = false;
  }
  if (question.pending && question.pending !== entry) later(question, 0);
}

async function settle(question, entry, response) {
  if (response.type === "opaqueredirect" || [400, 401, 403].includes(response.status)) {
    return show(question, words.signedOut, "signed-out");
  }
  const receipt = await response.json();
  const isNewest = question.pending === entry;
  mark(question, !response.ok && isNewest);
  if (!response.ok) return isNewest && show(question, `${words.refused} ${receipt.explanation}`, "refused");
  question.tries = 0;
  question.revision = Math.max(question.revision, receipt.revision);
  const name = prefix + entry.url;
  store(() => sessionStorage.setItem(name, JSON.stringify(entry)));
  store((local) => JSON.parse(local.getItem(name))?.key === entry.key && local.removeItem(name));
  if (question.base && receipt.is_current) question.base.value = receipt.revision;
  const progress = document.getElementById("progress");
  if (progress) progress.textContent = receipt.progress;
  if (!isNewest) return;
  question.pending = null;
  show(question, receipt.saved_at_words, receipt.is_current && !receipt.is_late ? "" : "stale");
}

function mark(question, isWrong) {
  if (!question.element) return;
  for (const input of inputs(question)) if (!isChoice(input)) input.setAttribute("aria-invalid", isWrong);
}

function flush() {
  for (const question of questions.values()) if (question.trouble !== "refused") send(question);
}

function countDown(clock) {
  const end = Date.now() + clock.dataset.seconds * 1000;
  const shown = clock.querySelector("b");
  let before = Infinity;
  const timer = setInterval(() => {
    const left = Math.max(0, Math.floor((end - Date.now()) / 1000));
    const [unit, count] = left < 120 ? ["second", left] : ["minute", Math.ceil(left / 60)];
    const text = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" }).format(count);
    if (shown.textContent !== text) shown.textContent = text;
    if ([600, 300, 60].some((limit) => left <= limit && before > limit) && before !== Infinity) {
      document.getElementById("clock-says").textContent = clock.textContent;
    }
    before = left;
    if (left) return;
    clearInterval(timer);
    flush();
    document.getElementById("time-up").hidden = false;
  }, 1000);
}

for (const element of document.querySelectorAll("[data-save]")) {
  const base = element.querySelector("[type=hidden]");
  const question = { element, base, url: element.dataset.save, revision: +base.value, receipt: element.querySelector(".receipt") };
  question.isEarly = [...inputs(question), ...certainties(question)].some(isGiven);
  questions.set(question.url, question);
  element.addEventListener("input", (event) => change(question, isChoice(event.target) ? 0 : event.target.rows ? 1500 : 500));
  element.addEventListener("change", () => question.trouble !== "refused" && later(question, 0));
}

function recover(storage, isSaved) {
  for (const name of Object.keys(storage).filter((each) => each.startsWith(prefix))) {
    const entry = JSON.parse(storage.getItem(name));
    const question = questions.get(entry.url) || { url: entry.url, revision: 0 };
    if (question.isEarly) {
      question.revision = Math.max(question.revision, entry.revision);
      continue;
    }
    const isAhead = question.element && entry.revision > question.revision;
    if (isSaved && !isAhead) {
      storage.removeItem(name);
      continue;
    }
    if (isAhead) fill(question, entry);
    questions.set(entry.url, question);
    question.pending = entry;
    send(question);
  }
}

function fill(question, entry) {
  question.revision = entry.revision;
  for (const [index, input] of inputs(question).entries()) {
    if (isChoice(input)) input.checked = entry.values.includes(input.value);
    else input.value = entry.values[index] || "";
  }
  for (const input of certainties(question)) input.checked = input.value === entry.certainty;
  show(question, words.saving);
}

store(() => recover(sessionStorage, true));
store(() => recover(localStorage, false)); // what an earlier visit could not send
// What was given before this script was there. The form keeps nothing over a reload, so it was given on this page.
for (const question of questions.values()) if (question.isEarly) change(question, 0);

const clock = document.getElementById("clock");
if (clock) countDown(clock);
addEventListener("online", flush);
addEventListener("pagehide", flush);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && flush());
