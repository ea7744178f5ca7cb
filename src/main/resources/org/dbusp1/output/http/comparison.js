import {dayOf, difference, duration, hourOf, startOf, withoutUnit} from "./format.js";
import {barsOf, daysOf, plusDays, step} from "./periods.js";
import {total} from "./rows.js";
import {fill, texts} from "./texts.js";

/**
 * The rows without those that hold the energy of a longer time: where rows before them are missing, the meter's counters ran on.
 * Takes hours or days in the order of time.
 */
export function withoutCatchingUp(found) {
  const follows = (row, before) => row.day ? row.day === plusDays(before.day, 1) : row.ts - before.ts <= 3600;
  return found.filter((row, i) => !row.gap || i > 0 && follows(row, found[i - 1]));
}

/** How many bars of a period are complete now: all of one that is over. */
function completeBars(span, first, bars) {
  const today = dayOf(new Date());
  if (today < first || today >= step(span, first, 1)) {
    return bars.length;
  }
  const key = {day: hourOf(new Date()), year: today.slice(0, 7)}[span] ?? today;
  return Math.max(0, bars.findIndex((bar) => bar.key === key));
}

/** Returns which bars a period has: there are months of 28 days, and summer time begins with a day without its third hour. */
function barsThereAre(span, first) {
  if (span !== "day") {
    const count = barsOf(span, first).length;
    return (i) => i < count;
  }
  const hours = new Set();
  const end = startOf(plusDays(first, 1));
  for (let time = startOf(first); time < end; time += 3600) {
    hours.add(hourOf(new Date(time * 1000)));
  }
  return (i) => hours.has(i);
}

function daysMissing(found, first, months) {
  const recorded = new Set(found.map((row) => row.day));
  const end = step("month", first, months);
  return daysOf("year", first).filter((day) => day < end && !recorded.has(day)).length;
}

/**
 * Compares the bars that are complete now and recorded in both periods, and shows how much is not. A year needs the
 * rows of its days, and those of the year before: a month with days missing counts.
 */
export function comparison({span, first, bars, daysNow, daysBefore}) {
  const complete = completeBars(span, first, bars);
  const runs = complete < bars.length;
  const head = runs && ({day: fill(texts.comparedTime, {time: `${bars[complete].label}:00`}),
    year: fill(texts.comparedMonths, {month: bars[complete - 1]?.label})}[span] ?? texts.comparedDays);
  const [isThere, wasThere] = [first, step(span, first, -1)].map((start) => barsThereAre(span, start));
  return (current, past, format) => {
    const range = runs ? complete : Math.max(current.length, past.length);
    const all = Array.from({length: range}, (_, i) => i);
    const kept = all.filter((i) => current[i] != null && past[i] != null);
    if (kept.length === 0) {
      return "";
    }
    const missing = span === "year" ? daysMissing(daysNow, first, range)
      + daysMissing(daysBefore, step("year", first, -1), range)
      : all.filter((i) => isThere(i) && current[i] == null || wasThere(i) && past[i] == null).length;
    // Where nothing is missing the two need not be of the same length.
    const counted = missing > 0 || span === "year" ? kept : all;
    const [sum, sumBefore] = [current, past].map((numbers) => total(counted.map((i) => numbers[i])));
    const change = difference(sum, sumBefore);
    // A number that is not the one above the comparison is named.
    const compared = fill(head || (missing > 0 || counted.length < range ? texts.comparedPart : texts.compared),
      {now: format(sum), before: texts[`before.${span}`], past: withoutUnit(format(sumBefore)) + (change && ` (${change})`)});
    return missing > 0 ? fill(texts.notRecorded, {compared, amount: duration(missing, span === "day" ? "hour" : "day")})
      : compared;
  };
}
