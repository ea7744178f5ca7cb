// Numbers and times for people. What is absent is a dash.

import {locale, texts} from "./texts.js";

export const ABSENT = "–";

const formats = [0, 1, 2, 3].map((digits) => new Intl.NumberFormat(locale,
  {minimumFractionDigits: digits, maximumFractionDigits: digits}));

/**
 * Rounded first, then the sign: what rounds to 0 has none (signDisplay "negative" is younger than browsers that show the page). A
 * minus sign, where the browser has a hyphen.
 */
function show(format, value) {
  const zero = format.format(0);
  return format.format(Math.abs(value)) === zero ? zero : format.format(value).replace("-", "−");
}

export const fixed = (value, digits) => value == null ? ABSENT : show(formats[digits], value);

const few = new Intl.NumberFormat(locale, {maximumFractionDigits: 2});

/** An axis of numbers that are shown divided by scale, with at most two decimals, and never closer ticks than these can tell apart. */
export const axis = (scale = 1) => ({axis: (value) => show(few, value / scale), leastTick: scale / 100});

const unit = (value, text, name) => value == null ? ABSENT : `${text}\u00a0${name}`;

/** Watts up to 9999, kilowatts above. */
export const power = (watts) => Math.abs(watts) < 10000 ? unit(watts, fixed(watts, 0), "W")
  : unit(watts, fixed(watts / 1000, 2), "kW");

export const kilowatts = (watts) => unit(watts, fixed(watts == null ? null : watts / 1000, 2), "kW");
export const energy = (wh) => unit(wh, fixed(wh == null ? null : wh / 1000, Math.abs(wh) < 1e6 ? 2 : 0), "kWh");

/**
 * How to show what an M-Bus device counted. Its rows in the history are in litres or in kilojoules: gas is shown to
 * 10 L, water to a litre, heat to a megajoule, electricity in kWh.
 */
export function amount({kind, reading_kj: kilojoules}) {
  if (kind === "electricity") {
    return {unit: "kWh", ...axis(3600), value: (value) => energy(value == null ? null : value / 3.6)};
  }
  const digits = kind === "gas" ? 2 : 3;
  const [scale, name] = kilojoules == null ? [1000, "m³"] : [1e6, "GJ"];
  return {unit: name, ...axis(scale), value: (value) => counter(value == null ? null : value / scale, name, digits)};
}

/** A counter's reading; from 1000 on without its fraction, which nobody needs. */
export const counter = (value, name, digits) => unit(value, fixed(value, value < 1000 ? digits : 0), name);

export const money = (value, currency) => show(new Intl.NumberFormat(locale, {style: "currency", currency}), value);

const percents = new Intl.NumberFormat(locale, {style: "percent", signDisplay: "exceptZero", maximumFractionDigits: 0});

/** An amount next to one with the same unit. */
export const withoutUnit = (amount) => amount.replace(/\u00a0(kWh|m³|GJ)$/, "");

/** By how much a number is above another one: +12 %; nothing where that tells nothing. */
export const difference = (value, before) => before > 0 && value < 10 * before ? percents.format(value / before - 1).replace("-", "−") : "";

export const duration = (count, name) => new Intl.NumberFormat(locale, {style: "unit", unit: name, unitDisplay: "long"})
  .format(count);

export const volts = (value) => unit(value, fixed(value, 1), "V");
export const amperes = (value) => unit(value, fixed(value, Number.isInteger(value) ? 0 : 1), "A");
export const whole = (value) => fixed(value, 0);

let rates = {};

/** What the numbers of tariffs mean in the meter's country: {"1": "low"}; absent where nothing is known of the meter now. */
export function useRates(found) {
  rates = found ?? rates;
}

export const tariffName = (tariff) => `${tariff}${rates[tariff] ? ` (${texts[`rates.${rates[tariff]}`]})` : ""}`;

let named;
let zone;
let clocks = {};

/** All times are the meter's; the browser's own where it does not know the zone. */
export function useZone(name) {
  if (name !== named) {
    named = name;
    zone = known(name);
    clocks = {};
  }
}

/** The zone as browsers name it: +04:00 for UTC+04:00. */
function known(name) {
  const timeZone = name?.replace(/^(UTC|GMT|UT)(?=[+-])/, "");
  try {
    new Intl.DateTimeFormat(locale, {timeZone});
    return timeZone;
  } catch {
    return undefined;
  }
}

export const currentZone = () => zone;

/** Kept: to make one takes long. */
function clock(style, language = locale) {
  const key = JSON.stringify([language, style]);
  clocks[key] ??= new Intl.DateTimeFormat(language, {timeZone: zone, ...style});
  return clocks[key];
}

const HOUR = {hour: "2-digit", minute: "2-digit", hourCycle: "h23"};

export const timeOfDay = (date) => clock(HOUR).format(date);
export const timeWithSeconds = (date) => clock({...HOUR, second: "2-digit"}).format(date);
export const dayAndTime = (date) => clock({...HOUR, weekday: "short", day: "numeric", month: "short"}).format(date);

/** The day by the meter's calendar, as 2026-03-29. */
export function dayOf(date) {
  const parts = Object.fromEntries(clock({year: "numeric", month: "2-digit", day: "2-digit"}, "en-CA").formatToParts(date)
    .map(({type, value}) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}

export const hourOf = (date) => Number(clock({hour: "2-digit", hourCycle: "h23"}, "en-GB").format(date));

/** When a day of the meter's calendar begins, in seconds since 1970; days of 23 and 25 hours come out right. */
export function startOf(day) {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const guess = (from) => midnight - offset(from);
  return guess(guess(midnight)) / 1000;
}

/** How far the meter's clock is ahead of UTC at a moment, in milliseconds. */
function offset(time) {
  const at = new Date(Math.floor(time / 60000) * 60000);
  const minute = clock({minute: "2-digit"}, "en-GB").format(at).padStart(2, "0");
  return Date.parse(`${dayOf(at)}T${String(hourOf(at)).padStart(2, "0")}:${minute}:00Z`) - at.getTime();
}

/** Returns how long ago it was, in the largest unit that is not 0. */
export function ago(date) {
  const seconds = Math.max(0, (Date.now() - date) / 1000);
  const [size, name] = [[86400, "day"], [3600, "hour"], [60, "minute"], [1, "second"]].find(([s]) => seconds >= s)
    ?? [1, "second"];
  return new Intl.RelativeTimeFormat(locale, {numeric: "always"}).format(-Math.floor(seconds / size), name);
}
