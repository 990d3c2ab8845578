// A picture or a file that is pasted or dropped into the text is handed in, and its Markdown stands where the cursor was.
const form = document.getElementById("editor");
const text = document.getElementById("text");
const receipt = document.getElementById("receipt");

function insert(words) {
  text.focus();
  const start = text.selectionStart;
  if (!document.execCommand("insertText", false, words)) {
    text.setRangeText(words, start, text.selectionEnd, "end");
    text.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  const hole = words.indexOf("![](");
  if (hole >= 0) text.setSelectionRange(start + hole + 2, start + hole + 2);
}

async function hand(files, event) {
  if (!files.length) return;
  event.preventDefault();
  const { media, mediaTaking, mediaTaken, mediaFailed } = form.dataset;
  receipt.textContent = mediaTaking;
  const body = new FormData();
  body.set("csrf_token", form.elements.namedItem("csrf_token").value);
  for (const file of files) body.append("files", file);
  const response = await fetch(media, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
  const answer = await response?.json().catch(() => null);
  if (answer?.markdown?.length) insert(answer.markdown.join("\n\n"));
  const trouble = answer ? answer.refused?.join(" ") || answer.explanation || "" : mediaFailed;
  receipt.textContent = trouble || mediaTaken;
  receipt.classList.toggle("unsaved", Boolean(trouble));
}

// The same by a button; whoever types then writes at once what the picture shows.
const pick = document.getElementById("pick");
document.getElementById("give").hidden = false;
pick.addEventListener("change", async (event) => {
  await hand([...pick.files], event);
  pick.value = "";
});
text.addEventListener("paste", (event) => {
  // Who copies from a document gives its words too: those are meant.
  if (!event.clipboardData.types.includes("text/plain")) hand([...event.clipboardData.files], event);
});
text.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) event.preventDefault(); });
text.addEventListener("drop", (event) => hand([...event.dataTransfer.files], event));
