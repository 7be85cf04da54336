// Asks every five seconds whether the page still holds, and swaps in what changed.
// Without JavaScript the page is whole as well: reload it.
"use strict";

const PERIOD_MS = 5000;
const live = document.getElementById("live");
const lost = document.getElementById("lost");
const news = document.getElementById("news");
let etag = live.dataset.etag;

const newest = () => live.querySelector("[data-key]")?.dataset.key;

function swap(html) {
  const before = newest();
  const open = [...live.querySelectorAll("details[open]")].map((one) => one.id);
  const focused = live.contains(document.activeElement) && document.activeElement.parentElement.id;
  live.innerHTML = html; // escaped where it was rendered
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.firstElementChild.focus({ preventScroll: true });
  if (newest() !== before) news.textContent = news.dataset.new.replace("{title}", live.querySelector("h2").textContent);
  live.dispatchEvent(new CustomEvent("swapped", { bubbles: true }));
}

async function ask() {
  const headers = { "If-None-Match": etag };
  const signal = AbortSignal.timeout(2 * PERIOD_MS);
  const answer = await fetch(live.dataset.from, { headers, signal });
  if (answer.status === 304) return;
  if (answer.redirected) { location.reload(); return; } // to the door: the pass has ended
  if (!answer.ok) throw new Error(answer.statusText);
  swap(await answer.text());
  etag = answer.headers.get("ETag");
}

async function watch() {
  if (!document.hidden) {
    lost.hidden = await ask().then(() => true, () => false);
  }
  setTimeout(watch, PERIOD_MS);
}

setTimeout(watch, PERIOD_MS);
