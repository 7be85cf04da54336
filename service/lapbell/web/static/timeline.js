// What a routine comes to at each moment: which step, what count, how far round the ring.
// Pure: no clock and no page. Times are seconds.
"use strict";

const BREATH_S = 5;
const LONGEST_TICK_S = 1.5; // after a longer gap the phone had slept: go on where it was

const start = () => ({ index: 0, elapsed: 0, over: false });

// Goes on by `seconds`. At the end of a step: into the next one, or wait there for a tap.
function advance(steps, at, seconds, handsFree) {
  let { index, elapsed } = at;
  elapsed += Math.min(seconds, LONGEST_TICK_S);
  while (handsFree && index < steps.length - 1 && elapsed >= steps[index].seconds) {
    elapsed -= steps[index].seconds;
    index += 1;
  }
  const last = index === steps.length - 1;
  const ended = elapsed >= steps[index].seconds;
  return { index, elapsed: Math.min(elapsed, steps[index].seconds), over: last && ended && handsFree };
}

// To the step after, or past the end.
function next(steps, at) {
  if (at.index === steps.length - 1) return { index: at.index, elapsed: steps[at.index].seconds, over: true };
  return { index: at.index + 1, elapsed: 0, over: false };
}

// To the beginning of this step; from there to the step before.
function back(at) {
  const early = at.elapsed < 2 && at.index > 0 && !at.over;
  return { index: early ? at.index - 1 : at.index, elapsed: 0, over: false };
}

// One stroke or breath: its number from 1 on, and how far into it (0 to 1).
function count(step, elapsed) {
  const of = step.reps ?? step.breaths;
  if (!of) return { number: Math.ceil(step.seconds - elapsed), of: null, share: elapsed % 1 };
  const strokes = Math.min((elapsed / step.seconds) * of, of - 1e-6);
  return { number: Math.floor(strokes) + 1, of, share: strokes % 1 };
}

const ringShare = (step, elapsed) => Math.min(1, elapsed / step.seconds);

// A breath as a swell: empty at 0, full in the middle, empty again.
const swell = (share) => (1 - Math.cos(2 * Math.PI * share)) / 2;

// The moment of a movement that belongs to the count; `beat` is seconds there and back.
function movementTime(step, elapsed, beat) {
  const whole = beat[0] + beat[1];
  return (step.breaths ? (elapsed * whole) / BREATH_S : elapsed) % whole;
}

const left = (steps, at) =>
  Math.ceil(steps.slice(at.index).reduce((sum, step) => sum + step.seconds, -at.elapsed));

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
