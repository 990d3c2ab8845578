// On a narrow screen shows one statement at a time. Nothing moves by itself: choosing an answer with the keyboard's
// arrows must not turn the page. The browser's Back leaves, as on any page; what is ticked is saved meanwhile.
const steps = document.querySelector("[data-steps]");
if (steps) goInSteps(steps);

function goInSteps(controls) {
  const form = controls.closest("form");
  const [back, next] = controls.children;
  const statements = [...form.querySelectorAll("fieldset")];
  const narrow = matchMedia("(max-width: 47.99rem)");
  const firstOf = (test) => statements.findIndex(test) + 1;
  const isWrong = (statement) => statement.matches(".invalid");
  const isOpen = (statement) => !statement.querySelector(":checked");
  let now = (firstOf(isWrong) || firstOf(isOpen) || statements.length) - 1;

  const lay = () => {
    const isStepped = narrow.matches;
    form.classList.toggle("stepped", isStepped);
    for (const [index, statement] of statements.entries()) statement.hidden = isStepped && index !== now;
    for (const section of form.querySelectorAll("section")) section.hidden = isStepped && !section.contains(statements[now]);
    document.querySelector("[data-first]").hidden = isStepped && now > 0;
    form.querySelector("[data-last]").hidden = isStepped && now < statements.length - 1;
    controls.hidden = !isStepped;
    back.hidden = now === 0;
    next.hidden = now === statements.length - 1;
  };
  const go = (to) => {
    now = to;
    lay();
    statements[now].focus({ preventScroll: true });
    form.scrollIntoView({ block: "start", behavior: "instant" });
  };

  for (const statement of statements) statement.tabIndex = -1;
  back.addEventListener("click", () => go(now - 1));
  next.addEventListener("click", () => go(now + 1));
  narrow.addEventListener("change", lay);
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input") || !narrow.matches || next.hidden) return;
    event.preventDefault(); // else it would send the form, half filled in
    go(now + 1);
  });
  for (const link of document.querySelectorAll("#error-summary a")) {
    link.addEventListener("click", () => narrow.matches && go(firstOf((statement) => statement.querySelector(link.hash)) - 1));
  }
  lay();
}
