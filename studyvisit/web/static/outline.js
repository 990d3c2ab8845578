// Lessons are put in another order by dragging; the buttons beside them do the same.
const list = document.querySelector("[data-order]");
let dragged = null;

for (const row of list.children) row.draggable = true;
list.addEventListener("dragstart", (event) => {
  dragged = event.target.closest("li");
  event.dataTransfer.setData("text/plain", dragged.dataset.name);
});
list.addEventListener("dragover", (event) => {
  if (!dragged) return;
  event.preventDefault();
  for (const row of list.children) row.classList.toggle("over", row === event.target.closest("li") && row !== dragged);
});
list.addEventListener("dragend", () => {
  dragged = null;
  for (const row of list.children) row.classList.remove("over");
});
list.addEventListener("drop", (event) => {
  event.preventDefault();
  const rows = [...list.children];
  const place = rows.indexOf(event.target.closest("li"));
  if (!dragged || place < 0 || rows[place] === dragged) return;
  const form = list.querySelector("form").cloneNode(true);
  form.action = list.dataset.order;
  for (const [key, value] of [["name", dragged.dataset.name], ["place", place]]) {
    const input = form.elements.namedItem(key) || form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: key }));
    input.value = value;
  }
  list.after(form);
  form.submit();
});
