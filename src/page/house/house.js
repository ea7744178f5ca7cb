"use strict";
// Answers the requests of the driver's web page on the manual's site, where no driver is. What is valid now comes from a meter that
// meter.js simulates (SimulatedHouse.java); the history is what the driver recorded of the same house (recorded/), moved by whole weeks so
// that it ends today.
(() => {
  const ZONE = "Europe/Brussels";
  const DAY = 86400;
  /** All recorded days are in summer time. */
  const RECORDED_OFFSET = 2 * 3600;
  /** Seconds before now at which the simulated meter begins. */
  const PAST = 600;
  /** Seconds of what a row is about, from its time on; a row of mbus is about the time before it. */
  const LASTS = {minutes: 300, quarters: 900, hours: 3600, mbus: 0, events: 0};
  const TEXTS = {
    en: ["This house is simulated, in your browser. The page is the driver's own. Nothing is sent to anybody.", "To the manual"],
    nl: ["Dit huis is gesimuleerd, in uw browser. De pagina is die van de driver zelf. Er wordt niets verzonden.", "Naar de handleiding"],
    de: ["Dieses Haus ist simuliert, in Ihrem Browser. Die Seite ist die des Treibers. Nichts wird gesendet.", "Zum Handbuch"],
    fr: ["Cette maison est simulée, dans votre navigateur. La page est celle du pilote. Rien n'est envoyé.", "Vers le manuel"]};

  const seconds = () => Math.floor(Date.now() / 1000);
  const offset = (second) => {
    const name = new Intl.DateTimeFormat("en", {timeZone: ZONE, timeZoneName: "longOffset"})
      .formatToParts(new Date(second * 1000)).find(({type}) => type === "timeZoneName").value;
    const [, sign, hours, minutes] = /GMT(?:([+-])(\d+):(\d+))?/.exec(name);
    return sign ? Number(sign + 1) * (hours * 3600 + minutes * 60) : 0;
  };
  const starts = new Map();
  /** The second at which a day begins; days are counted from 1970-01-01. Clocks change after 0:00 UTC. */
  const startOf = (day) => {
    if (!starts.has(day)) {
      starts.set(day, day * DAY - offset(day * DAY));
    }
    return starts.get(day);
  };
  const dayOf = (text) => Date.parse(text) / 1000 / DAY;
  const nameOf = (day) => new Date(day * DAY * 1000).toISOString().slice(0, 10);
  const today = () => Math.floor((seconds() + offset(seconds())) / DAY);

  const files = new Map();
  const file = (table) => {
    if (!files.has(table)) {
      files.set(table, read(`recorded/${table}.json`).then((answer) => answer.json()));
    }
    return files.get(table);
  };

  const known = new Map();
  /** The rows of a table, whose first column is the time, moved to the weeks that end with this one. */
  async function moved(table) {
    const [{rows}, days] = await Promise.all([file(table), file("days")]);
    const shift = 7 * Math.ceil((today() - dayOf(days.rows.at(-1)[0])) / 7);
    const key = `${table} ${shift}`;
    if (!known.has(key)) {
      known.set(key, rows.map(([time, ...values]) => {
        const local = time + RECORDED_OFFSET;
        return [table in LASTS ? startOf(Math.floor(local / DAY) + shift) + local % DAY : nameOf(dayOf(time) + shift), ...values];
      }));
    }
    return known.get(key);
  }

  /** The rows from one second to another; of what is not over those that are there so far. */
  async function between(table, from, to) {
    const rows = await moved(table);
    if (table in LASTS) {
      const before = table === "mbus" ? 1 : 0;
      return rows.filter(([time]) => time - before >= from && time - before < to && time + LASTS[table] <= seconds());
    }
    const past = rows.filter(([day]) => day < nameOf(today()) && startOf(dayOf(day)) >= from && startOf(dayOf(day)) < to);
    return startOf(today()) >= from && startOf(today()) < to ? [...past, ...await thisDay(table)] : past;
  }

  /** The day that is not over: its hours, or its readings of each device, in one row. */
  async function thisDay(table) {
    const of = table === "days" ? "hours" : "mbus";
    const [{columns}, parts] = await Promise.all([file(of), between(of, startOf(today()), startOf(today() + 1))]);
    const found = parts.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])));
    const value = (name, rows) => {
      const values = rows.map((row) => row[name] ?? null).filter((one) => one !== null);
      return values.length === 0 ? null : name.endsWith("_min") ? Math.min(...values) : name.endsWith("_max") ? Math.max(...values)
        : /_wh$|^delta$|^n$/.test(name) ? values.reduce((a, b) => a + b) : values.at(-1);
    };
    const [, ...names] = (await file(table)).columns;
    return [...new Set(found.map(({channel}) => channel))].map((channel) => found.filter((row) => row.channel === channel))
      .map((rows) => [nameOf(today()), ...names.map((name) => value(name, rows))]);
  }

  /** An answer of /api/history. */
  async function history(query) {
    const table = query.get("table");
    const second = (text) => /^\d{4}-/.test(text) ? startOf(dayOf(text)) : Number(text);
    return {table, columns: (await file(table)).columns, rows: await between(table, second(query.get("from")), second(query.get("to")))};
  }

  let reached = 0;
  /** What is valid now. After a long sleep of the browser the meter begins anew. */
  function live() {
    if (seconds() - reached > PAST) {
      begin(seconds() - PAST);
    }
    reached = seconds();
    return now(reached);
  }

  const read = window.fetch.bind(window);
  window.fetch = async (address) => {
    const {pathname, searchParams} = new URL(address, location.href);
    const path = /\/api\/(.*)/.exec(pathname)?.[1];
    return path === "recent" ? new Response(recent()) : path === "history" ? Response.json(await history(searchParams)) : read(address);
  };

  window.EventSource = class {
    static CLOSED = 2;
    readyState = 1;

    constructor() {
      const send = () => this.onmessage({data: live()});
      setTimeout(() => {
        send();
        setInterval(send, 1000);
      });
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    const language = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag in TEXTS) ?? "en";
    const [text, link] = TEXTS[language];
    const note = Object.assign(document.createElement("p"), {id: "simulated", className: "card", lang: language, textContent: `${text} `});
    note.append(Object.assign(document.createElement("a"), {href: "../index.html", textContent: link}));
    note.style.margin = "0";
    document.getElementById("main").prepend(note);
    // What this page cannot answer: the record is too short for a year, and files come from a driver.
    for (const part of [document.querySelector("[data-span=year]"), document.getElementById("downloads")]) {
      part.style.display = "none";
    }
  });
})();
