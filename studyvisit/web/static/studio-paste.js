// What is copied from a document or a web page comes as Markdown; without a connection, or after three seconds, its words.
const RICH = /<(?:h[1-6]|li|table|a\s|b|strong|i|em|blockquote)\b|Mso(?:List|Heading)|font-(?:weight|style)/i;
const BLOCK = /^(?:#{2,4} |[-|>] |\d+\. |```)/;
const pasted = document.getElementById("pasted");

text.addEventListener("paste", async (event) => {
  const { clipboardData: copied } = event;
  const [html, plain] = [copied.getData("text/html"), copied.getData("text/plain")];
  if (!RICH.test(html) || html.length > 2e6 || copied.types.includes("vscode-editor-data")) return;
  event.preventDefault();
  const body = new FormData();
  body.set("csrf_token", field("csrf_token").value);
  body.set("html", html);
  const options = { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", signal: AbortSignal.timeout?.(3000) };
  const answer = await fetch(words.paste, options).then((response) => (response.ok ? response.json() : null)).catch(() => null);
  text.focus();
  const before = text.value.slice(0, text.selectionStart);
  const isWithin = BLOCK.test(answer?.markdown) && before && !before.endsWith("\n\n");
  const gap = isWithin ? "\n".repeat(before.endsWith("\n") ? 1 : 2) : "";
  const said = gap + (answer?.markdown || plain);
  if (!document.execCommand("insertText", false, said)) {
    text.setRangeText(said, text.selectionStart, text.selectionEnd, "end");
    changed();
  }
  pasted.hidden = !answer;
  pasted.textContent = answer ? answer.words : "";
});
