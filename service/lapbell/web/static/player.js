// Follows a routine step by step. All it needs is in the page, so it goes on without a network.
"use strict";

const $ = (id) => document.getElementById(id);
const { steps, beats, timings, words, key } = JSON.parse($("routine").textContent);
const still = matchMedia("(prefers-reduced-motion: reduce)");
const RING = 2 * Math.PI * 146;

let at = start();
let playing = false;
let before = null; // when the last tick was, in ms
let figure = null; // the step whose figure is on the stage

// ---- what this browser has ---------------------------------------------------------------

const kept = {
  get: (name, otherwise) => { try { return localStorage.getItem(name) ?? otherwise; } catch { return otherwise; } },
  set: (name, value) => { try { localStorage.setItem(name, value); } catch { /* private mode */ } },
  drop: (name) => { try { localStorage.removeItem(name); } catch { /* private mode */ } },
};

const sound = {
  context: null,
  wake() { if (window.AudioContext) (this.context ??= new AudioContext()).resume(); },
  beep(hertz, seconds, delay = 0) {
    if (!this.context || !$("sound").checked) return;
    const begin = this.context.currentTime + delay;
    const tone = this.context.createOscillator();
    const loud = this.context.createGain();
    tone.frequency.value = hertz;
    loud.gain.setValueAtTime(0.2, begin);
    loud.gain.exponentialRampToValueAtTime(0.001, begin + seconds);
    tone.connect(loud).connect(this.context.destination);
    tone.start(begin);
    tone.stop(begin + seconds);
  },
};

const buzz = (pattern) => { if ($("sound").checked) navigator.vibrate?.(pattern); };

const screenLock = {
  held: null,
  async take() {
    if (!playing || this.held || !navigator.wakeLock) return;
    this.held = await navigator.wakeLock.request("screen").catch(() => null);
    this.held?.addEventListener("release", () => { this.held = null; });
  },
  release() { this.held?.release(); },
};

// ---- what one sees -----------------------------------------------------------------------

function show(screen) {
  document.body.dataset.screen = screen;
  for (const one of document.querySelectorAll("[data-on]")) {
    one.hidden = !one.dataset.on.split(" ").includes(screen);
  }
}

function drawing(step, time) {
  const box = document.createElement("div");
  box.append($(`figure-${step.figure}`).content.cloneNode(true));
  for (const one of box.querySelectorAll("animate")) {
    for (const [name, value] of Object.entries(timings[step.figure])) one.setAttribute(name, value);
  }
  box.classList.toggle("mirrored", step.mirrored);
  const svg = box.firstElementChild;
  return { box, turn: (to) => { svg.pauseAnimations(); svg.setCurrentTime(to); }, time };
}

// In motion, one drawing; for those who want less of it, the two ends side by side.
function stage(step) {
  const moves = step.figure !== null && beats[step.figure];
  const times = moves && still.matches ? [0, beats[step.figure][0]] : [0];
  figure = { step, moves: moves && !still.matches, drawings: step.figure === null ? [] : times.map((time) => drawing(step, time)) };
  $("figure").replaceChildren(...figure.drawings.map((one) => one.box));
  for (const one of figure.drawings) one.turn(one.time);
}

function stepWords(step) {
  $("name").textContent = step.routine;
  $("cue").textContent = step.cue;
  $("more").textContent = [step.optional && words.optional, step.more].filter(Boolean).join(" ");
  $("say").textContent = `${words.step.replace("{n}", at.index + 1).replace("{of}", steps.length)} ${step.cue} ${step.more}`;
  $("next").textContent = at.index === steps.length - 1 ? words.finish : words.next;
  [...$("bars").children].forEach((bar, index) => {
    bar.className = index < at.index ? "past" : index === at.index ? "now" : "";
  });
}

function underCount(step, now) {
  if (step.breaths) return `${words.of.replace("{n}", now.of)} · ${now.share < 0.5 ? words.in : words.out}`;
  return now.of ? words.of.replace("{n}", now.of) : words.seconds;
}

function draw() {
  const step = steps[at.index];
  if (figure?.step !== step) { stage(step); stepWords(step); }
  const now = count(step, at.elapsed);
  $("count").textContent = now.number;
  $("of").textContent = underCount(step, now);
  $("left").textContent = words.left.replace("{time}", clock(left(steps, at)));
  const share = still.matches && now.of ? now.number / now.of : ringShare(step, at.elapsed);
  $("arc").style.strokeDashoffset = RING * (1 - share);
  $("breath").style.transform = `scale(${step.breaths && !still.matches ? 0.62 + 0.38 * swell(now.share) : 0})`;
  if (figure.moves) figure.drawings[0].turn(movementTime(step, at.elapsed, beats[step.figure]));
}

// ---- what happens ------------------------------------------------------------------------

function cues(was) {
  const step = steps[at.index];
  if (at.over) { [523, 659, 784].forEach((hertz, nth) => sound.beep(hertz, 0.4, nth * 0.18)); buzz([120, 80, 240]); return; }
  if (was.index !== at.index) { sound.beep(523, 0.25); sound.beep(784, 0.35, 0.18); buzz([80, 60, 80]); return; }
  const before = count(step, was.elapsed);
  const now = count(step, at.elapsed);
  if (now.of && now.number !== before.number) { sound.beep(step.breaths ? 330 : 660, 0.12); buzz(20); }
  else if (step.breaths && before.share < 0.5 && now.share >= 0.5) sound.beep(262, 0.12);
  else if (!now.of && now.number !== before.number && now.number <= 3) sound.beep(440, 0.08);
}

function tick(now) {
  if (!playing) return;
  const was = at;
  at = advance(steps, at, Math.max(0, now - before) / 1000, $("hands-free").checked);
  before = now;
  cues(was);
  if (at.over) finish(); else draw();
}

function frame(now) { tick(now); if (playing) requestAnimationFrame(frame); }

function play() {
  playing = true;
  before = performance.now();
  sound.wake();
  screenLock.take();
  show("play");
  $("pause").textContent = words.pause;
  draw();
  requestAnimationFrame(frame);
}

function pause() {
  playing = false;
  screenLock.release();
  $("pause").textContent = words.resume;
}

function go(to) {
  const was = at;
  at = to;
  before = performance.now();
  if (at.over) { cues(was); finish(); return; }
  draw();
}

function finish() {
  pause();
  show("end");
  $("end-title").focus();
}

function restart() { at = start(); figure = null; play(); $("pause").focus(); }

// ---- answers: sent at once, or as soon as there is a network ---------------------------------

const answers = {
  name: `lapbell ${key}`,
  async send(text) {
    kept.set(this.name, text);
    this.told({ said: words.sending, buttons: [] });
    const body = new URLSearchParams({ answer: text });
    try {
      const headers = { Accept: "application/json" };
      const got = await fetch(location.href, { method: "POST", body, headers, signal: AbortSignal.timeout(10000) });
      if (got.status >= 500) throw new Error(got.statusText);
      kept.drop(this.name);
      this.told(got.ok ? await got.json() : { said: words.refused, buttons: [] });
    } catch {
      $("answer-state").textContent = words.offline;
    }
  },
  again() { const text = kept.get(this.name, ""); if (text) this.send(text); },
  told({ said, buttons }) {
    $("answer-state").textContent = said;
    $("after").replaceChildren(...buttons.map(({ text, label }) => {
      const button = document.createElement("button");
      Object.assign(button, { name: "answer", value: text, textContent: label, className: "plain" });
      return button;
    }));
    show("told");
    $("answer-state").focus();
  },
};

function onSubmit(event) {
  if (!event.target.matches("form.answers") || !event.submitter) return;
  event.preventDefault();
  answers.send(event.submitter.value);
}

function onKey(event) {
  const screen = document.body.dataset.screen;
  if (screen !== "play" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === " " && !event.target.matches("button, input, a, summary")) { event.preventDefault(); $("pause").click(); }
  if (event.key === "ArrowRight") go(next(steps, at));
  if (event.key === "ArrowLeft") go(back(at));
  if (event.key === "Escape") $("hurts").click();
}

function begin() {
  for (const name of ["hands-free", "sound"]) {
    $(name).checked = kept.get(name, "yes") === "yes";
    $(name).addEventListener("change", () => kept.set(name, $(name).checked ? "yes" : "no"));
  }
  $("start").addEventListener("click", () => { restart(); });
  $("again").addEventListener("click", () => { restart(); });
  $("pause").addEventListener("click", () => (playing ? pause() : play()));
  $("next").addEventListener("click", () => go(next(steps, at)));
  $("back").addEventListener("click", () => go(back(at)));
  $("hurts").addEventListener("click", () => { pause(); show("hurts"); $("hurts-title").focus(); });
  $("go-on").addEventListener("click", () => { play(); $("pause").focus(); });
  document.addEventListener("submit", onSubmit);
  document.addEventListener("keydown", onKey);
  document.addEventListener("visibilitychange", () => screenLock.take());
  addEventListener("online", () => answers.again());
  still.addEventListener("change", () => { figure = null; draw(); });
  setInterval(() => tick(performance.now()), 250); // where frames are held back: a hidden page
  show("start");
  stage(steps.find((step) => step.figure !== null && beats[step.figure]) ?? steps[0]);
  answers.again();
}

begin();
