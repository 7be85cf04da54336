// Writes dates and numbers as this browser's reader is used to, and takes a file that is dropped.
// Times stand in the page on the clock that counts for them, so they are written as they stand.
"use strict";

const SHAPES = {
  moment: { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" },
  dated: { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "numeric", minute: "2-digit" },
  day: { weekday: "short", day: "numeric", month: "short" },
  time: { hour: "numeric", minute: "2-digit" },
};

function writeTime(one) {
  const clock = new Date(`${one.dateTime.slice(0, 16).padEnd(16, "T00:00")}Z`);
  const shape = { ...SHAPES[one.dataset.as], timeZone: "UTC" };
  one.textContent = new Intl.DateTimeFormat(navigator.languages, shape).format(clock);
}

function writeNumber(one) {
  const digits = Number(one.dataset.digits);
  const shape = { style: "unit", unit: one.dataset.unit, minimumFractionDigits: digits, maximumFractionDigits: digits };
  one.textContent = new Intl.NumberFormat(navigator.languages, shape).format(Number(one.value));
}

function write() {
  document.querySelectorAll("time[data-as]").forEach(writeTime);
  document.querySelectorAll("data[data-unit]").forEach(writeNumber);
}

function takeDrops(form) {
  const input = form.querySelector("input[type=file]");
  const trouble = document.getElementById("trouble");
  const isTooLarge = (file) => file.size > Number(trouble.dataset.most) * 2 ** 20;
  const tell = () => { trouble.textContent = [...input.files].some(isTooLarge) ? trouble.dataset.large : ""; };
  for (const kind of ["dragover", "dragleave", "drop"]) {
    form.addEventListener(kind, (event) => {
      event.preventDefault();
      form.classList.toggle("over", kind === "dragover");
    });
  }
  form.addEventListener("drop", (event) => {
    input.files = event.dataTransfer.files;
    tell();
    if (input.files.length && !trouble.textContent) form.requestSubmit();
  });
  input.addEventListener("change", tell);
  form.addEventListener("submit", (event) => { tell(); if (trouble.textContent) event.preventDefault(); });
}

// A key behind the # of the address, as a QR code holds it, never reaches a log.
function takeKey(form) {
  const key = decodeURIComponent(location.hash.slice(1));
  if (!key) return;
  form.querySelector("input").value = key;
  history.replaceState(null, "", location.pathname + location.search);
}

function closeMenus(event) {
  for (const menu of document.querySelectorAll(".more[open]")) {
    if (event.key === "Escape" || (event.type === "click" && !menu.contains(event.target))) menu.open = false;
  }
}

write();
document.addEventListener("swapped", write);
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", closeMenus);
if (document.getElementById("drop")) takeDrops(document.getElementById("drop"));
if (document.getElementById("entrance")) takeKey(document.getElementById("entrance"));
