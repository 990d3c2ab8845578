// Asks how far something is and shows it; once it has ended, shows the page as it is then.
const live = document.querySelector("[data-live]");
const bar = live.querySelector("progress"), words = live.querySelector(".status");

async function look() {
  try {
    const answer = await fetch(live.dataset.live, { headers: { Accept: "application/json" } });
    const now = await answer.json();
    if (!now.open) return location.reload();
    if (words.textContent !== now.words) words.textContent = now.words;
    if (now.share !== null) bar.value = now.share;
  } catch {}
  setTimeout(look, 2000);
}

setTimeout(look, 1000);
