// On a narrow screen shows one statement at a time. Nothing moves by itself: choosing an answer with the keyboard's
// arrows must not turn the page. The browser's Back leaves, as on any page; what is ticked is saved meanwhile.
const form = document.querySelector("form[data-attempt]");
const controls = form.querySelector("[data-steps]");
const [back, next] = controls.children;
const statements = [...form.querySelectorAll("fieldset")];
const narrow = matchMedia("(max-width: 47.99rem)");
const isRated = (statement) => statement.querySelector(":checked") !== null;
const wrong = statements.findIndex((statement) => statement.matches(".invalid"));
let now = wrong >= 0 ? wrong : Math.max(statements.findIndex((statement) => !isRated(statement)), 0);
if (statements.every(isRated)) now = statements.length - 1;

function show(isMoved) {
  const isStepped = narrow.matches;
  const isLast = now === statements.length - 1;
  form.classList.toggle("stepped", isStepped);
  for (const [index, statement] of statements.entries()) statement.hidden = isStepped && index !== now;
  for (const section of form.querySelectorAll("section")) section.hidden = isStepped && !section.contains(statements[now]);
  document.querySelector("[data-first]").hidden = isStepped && now > 0;
  form.querySelector("[data-last]").hidden = isStepped && !isLast;
  controls.hidden = !isStepped;
  back.hidden = now === 0;
  next.hidden = isLast;
  if (!isMoved || !isStepped) return;
  statements[now].focus({ preventScroll: true });
  form.scrollIntoView({ block: "start", behavior: "instant" });
}

function go(to) {
  now = Math.min(Math.max(to, 0), statements.length - 1);
  show(true);
}

for (const statement of statements) statement.tabIndex = -1;
back.addEventListener("click", () => go(now - 1));
next.addEventListener("click", () => go(now + 1));
narrow.addEventListener("change", () => show(false));
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input") || !narrow.matches || next.hidden) return;
  event.preventDefault(); // else it would send the form, half filled in
  go(now + 1);
});
for (const link of document.querySelectorAll("#error-summary a")) {
  link.addEventListener("click", () => {
    const found = statements.findIndex((statement) => statement.querySelector(link.hash));
    if (found >= 0 && narrow.matches) go(found);
  });
}
show(false);
