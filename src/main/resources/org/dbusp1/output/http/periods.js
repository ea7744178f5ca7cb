// Days, weeks, months and years of the calendar, as dates without a time: 2026-03-29.

import {locale} from "./texts.js";

const utc = (day) => new Date(`${day}T00:00:00Z`);
const text = (date) => date.toISOString().slice(0, 10);
const named = (style, date) => new Intl.DateTimeFormat(locale, {timeZone: "UTC", ...style}).format(date);

export function plusDays(day, days) {
  const date = utc(day);
  date.setUTCDate(date.getUTCDate() + days);
  return text(date);
}

function plusMonths(day, months) {
  const date = utc(day);
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  return text(date);
}

/** The first day of the period that a day lies in; weeks begin on Monday. */
export function firstOf(span, day) {
  const date = utc(day);
  switch (span) {
    case "week": return plusDays(day, -((date.getUTCDay() + 6) % 7));
    case "month": return `${day.slice(0, 7)}-01`;
    case "year": return `${day.slice(0, 4)}-01-01`;
    default: return day;
  }
}

export function step(span, first, count) {
  switch (span) {
    case "week": return plusDays(first, 7 * count);
    case "month": return plusMonths(first, count);
    case "year": return plusMonths(first, 12 * count);
    default: return plusDays(first, count);
  }
}

export function nameOf(span, first) {
  switch (span) {
    case "week": {
      const style = {day: "numeric", month: "short"};
      return `${named(style, utc(first))} – ${named({...style, year: "numeric"}, utc(plusDays(first, 6)))}`;
    }
    case "month": return named({month: "long", year: "numeric"}, utc(first));
    case "year": return first.slice(0, 4);
    default: return named({weekday: "long", day: "numeric", month: "long", year: "numeric"}, utc(first));
  }
}

/** A day under a chart: Mar 29. */
export const shortName = (day) => named({day: "numeric", month: "short"}, utc(day));

export const isDay = (day) => /^[12]\d{3}-\d\d-\d\d$/.test(day) && !Number.isNaN(utc(day).getTime()) && text(utc(day)) === day;

export function daysOf(span, first) {
  const days = [];
  for (let day = first; day < step(span, first, 1); day = plusDays(day, 1)) {
    days.push(day);
  }
  return days;
}

/** Returns the bars of a period: their keys, as rows of the history name them, and the labels under them. */
export function barsOf(span, first) {
  if (span === "day") {
    return Array.from({length: 24}, (_, hour) => ({key: hour, label: String(hour).padStart(2, "0")}));
  }
  if (span === "year") {
    return Array.from({length: 12}, (_, i) => plusMonths(first, i))
      .map((day) => ({key: day.slice(0, 7), label: named({month: "short"}, utc(day))}));
  }
  return daysOf(span, first).map((day) => ({key: day,
    label: span === "week" ? named({weekday: "short"}, utc(day)) : String(Number(day.slice(8)))}));
}
