// Tells the server which heading a reader has in view, so that "Continue" leads back to it on any device.
const article = document.querySelector("[data-place]");
let place = "", sent = "";

function send() {
  if (place === sent) return;
  sent = place;
  const body = new URLSearchParams({ place, csrf_token: article.dataset.csrf });
  fetch(article.dataset.place, { method: "POST", body, keepalive: true }).catch(() => {});
}

const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) place = entry.target.id;
}, { rootMargin: "0px 0px -60% 0px" });

for (const heading of article.querySelectorAll("h2[id], h3[id]")) watcher.observe(heading);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send());
addEventListener("pagehide", send);
