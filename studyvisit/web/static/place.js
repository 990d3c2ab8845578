// Tells the server which heading a reader has in view, so that "Continue" leads back to it on any device, and with
// whatever is sent anyway for how many seconds the lesson has been open.
const article = document.querySelector("[data-place]");
const seconds = () => Math.round(performance.now() / 1000);
let place = "", sent = "";

function send() {
  if (place === sent) return;
  sent = place;
  const body = new URLSearchParams({ place, seconds: seconds(), csrf_token: article.dataset.csrf });
  fetch(article.dataset.place, { method: "POST", body, keepalive: true }).catch(() => {});
}

const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) place = entry.target.id;
}, { rootMargin: "0px 0px -60% 0px" });

for (const heading of article.querySelectorAll("h2[id], h3[id]")) watcher.observe(heading);
article.addEventListener("formdata", (event) => {
  if (event.target.method === "post") event.formData.set("seconds", seconds());
});
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send());
addEventListener("pagehide", send);
