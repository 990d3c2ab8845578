// Tells the server that a lesson is open, and later which heading its reader has in view, so that "Continue" leads
// back to it on any device.
const article = document.querySelector("[data-place]");
let place = "", sent = "", isToldOpen = !("unread" in article.dataset);

function post(fields) {
  const body = new URLSearchParams({ ...fields, csrf_token: article.dataset.csrf });
  fetch(article.dataset.place, { method: "POST", body, keepalive: true }).catch(() => {});
}

function open() {
  if (isToldOpen || document.visibilityState === "hidden") return;
  isToldOpen = true;
  post({});
}

function send() {
  if (place === sent) return;
  sent = place;
  post({ place });
}

const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) place = entry.target.id;
}, { rootMargin: "0px 0px -60% 0px" });

for (const heading of article.querySelectorAll("h2[id], h3[id]")) watcher.observe(heading);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" ? send() : open());
addEventListener("pagehide", send);
open();
