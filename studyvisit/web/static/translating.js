// Saves a translation as it is written: only the fields that were changed, so that a colleague's words beside them stay.
// What the server has not acknowledged is kept on this device and sent again under the same key.
const form = document.getElementById("translation");
const receipt = document.getElementById("receipt");
const words = form.dataset;
const place = `translation:${location.pathname}`;
const store = (act) => { try { return act(localStorage); } catch { return null; } };
const unsent = new Map(store((local) => JSON.parse(local.getItem(place))) || []);
let entry = null, timer = 0, tries = 0, busy = false, stopped = false;

function say(message, isTrouble = false) {
  receipt.textContent = message;
  receipt.classList.toggle("unsaved", isTrouble);
}

function keep() {
  store((local) => (unsent.size ? local.setItem(place, JSON.stringify([...unsent])) : local.removeItem(place)));
}

function later(delay) {
  clearTimeout(timer);
  if (!stopped) timer = setTimeout(send, delay);
}

function body() {
  const data = new FormData();
  for (const [name, value] of entry.fields) data.append(name, value);
  data.set("base", entry.base);
  data.set("key", entry.key);
  data.set("csrf_token", form.elements.csrf_token.value);
  return data;
}

async function send() {
  if (busy || stopped || !(entry || unsent.size)) return;
  entry ??= { key: crypto.getRandomValues(new Uint32Array(4)).join("-"), base: form.elements.base.value, fields: [...unsent] };
  busy = true;
  try {
    await settle(await fetch(location.pathname, { method: "POST", body: body(), headers: { Accept: "application/json" }, redirect: "manual" }));
  } catch {
    say(words.unsaved, true);
    later(Math.min(1000 * 2 ** tries++, 30000));
  } finally {
    busy = false;
  }
}

async function settle(response) {
  if (response.status >= 500 || response.status === 429) throw response;
  if (response.type === "opaqueredirect" || [400, 401, 403].includes(response.status)) return halt(words.signedOut);
  const answer = await response.json();
  if (!response.ok) return halt(answer.explanation);
  for (const [name, value] of entry.fields) {
    if (unsent.get(name) === value) unsent.delete(name);
    form.elements[name].closest(".columns").querySelector(".stale")?.remove();
  }
  form.elements.base.value = answer.state;
  [entry, tries] = [null, 0];
  keep();
  if (answer.merged) {
    store(() => sessionStorage.setItem(place, document.activeElement.name || ""));
    return location.reload();
  }
  say(unsent.size ? words.saving : answer.words);
  if (unsent.size) later(0);
}

function halt(message) {
  stopped = true;
  say(message, true);
}

form.addEventListener("input", ({ target }) => {
  unsent.set(target.name, target.type === "checkbox" ? (target.checked ? target.value : "") : target.value.replaceAll("\r\n", "\n"));
  keep();
  if (stopped) return;
  say(words.saving);
  later(900);
});
form.addEventListener("submit", (event) => {
  if (stopped) return store((local) => local.removeItem(place));
  event.preventDefault();
  if (unsent.size) later(0);
});
addEventListener("online", () => { tries = 0; later(0); });
for (const [name, value] of unsent) {
  const input = form.elements[name];
  if (!input) unsent.delete(name);
  else if (input.type === "checkbox") input.checked = value !== "";
  else input.value = value;
}
const at = store(() => sessionStorage.getItem(place));
if (at !== null) {
  store(() => sessionStorage.removeItem(place));
  say(words.merged);
  form.elements[at]?.focus();
}
if (unsent.size) later(0);
