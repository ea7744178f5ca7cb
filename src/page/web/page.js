"use strict";
// The page around the compiled decoder, whose functions decode and redacted take one character for each byte.
(() => {
  const MOST_FRAMES = 200;
  /** Of a larger log the first part is decoded: the page stands still meanwhile, some seconds at most. */
  const MOST_BYTES = 1e6;
  const byId = id => document.getElementById(id);
  const make = (name, text, className) => {
    const made = document.createElement(name);
    if (text !== undefined) { made.textContent = text; }
    if (className) { made.className = className; }
    return made;
  };

  /** Returns the bytes of a text: of its hex digits, where it has nothing else, else of its characters with CR LF. */
  const bytesOf = text => {
    const digits = text.replace(/0x|[\s,:;-]/gi, "");
    if (digits.length >= 16 && digits.length % 2 === 0 && /^[0-9a-f]+$/i.test(digits)) {
      return digits.replace(/../g, pair => String.fromCharCode(parseInt(pair, 16)));
    }
    // A text field keeps only LF of the meter's line ends, and a checksum counts both.
    return text.replace(/\r?\n/g, "\r\n").replace(/[^\0-\xff]/g, "?");
  };

  const bytesOfFile = async file => {
    const bytes = new Uint8Array(await file.slice(0, MOST_BYTES).arrayBuffer());
    let text = "";
    for (let at = 0; at < bytes.length; at += 8192) {
      text += String.fromCharCode.apply(null, bytes.subarray(at, at + 8192));
    }
    return /^[\s0-9a-f,:;-]*$/i.test(text.replace(/0x/gi, "")) ? bytesOf(text) : text;
  };

  const row = (head, cells) => {
    const made = make("tr");
    made.append(make("th", head));
    cells.forEach(cell => made.append(make("td", cell)));
    return made;
  };

  const table = rows => {
    const scroll = make("div", undefined, "scroll");
    const made = make("table");
    made.append(...rows);
    scroll.append(made);
    return scroll;
  };

  const shown = value => typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);

  const content = (frame, causes) => {
    const parts = [];
    if (frame.reason) { parts.push(make("p", "Rejected: " + (causes[frame.reason] || frame.reason) + ".")); }
    if (frame.withheld.length > 0) {
      parts.push(make("p", "The driver withholds, because the values are not possible: " + frame.withheld.join(", ")));
    }
    if (frame.values) { parts.push(table(Object.entries(frame.values).map(([key, value]) => row(key, [shown(value)])))); }
    if (frame.registers && frame.registers.length > 0) {
      parts.push(make("p", "Registers, as the meter sent them", "note"));
      parts.push(table(frame.registers.map(one => row(one.obis, [shown(one.raw), one.unit || ""]))));
    }
    return parts;
  };

  const frameOf = (frame, causes, open) => {
    const made = make("details", undefined, "frame");
    const title = make("summary");
    title.append(make("span", frame.status, frame.status), " ", frame.format + ", byte " + frame.offset + ", "
      + frame.length + " bytes" + (frame.values && frame.values.timestamp ? ", " + frame.values.timestamp : ""));
    made.append(title);
    const fill = () => { if (made.childElementCount === 1) { made.append(...content(frame, causes)); } };
    made.addEventListener("toggle", fill);
    if (open) { fill(); made.open = true; }
    return made;
  };

  const count = (number, word) => number + " " + word + (number === 1 ? "" : "s");

  const fail = why => {
    byId("busy").hidden = byId("result").hidden = true;
    byId("error").hidden = false;
    byId("error").textContent = "This cannot be decoded: " + (why && why.message || why);
  };

  /** Decodes what a promise brings; the page says so first. @param size of all that there is, in bytes */
  const decodeAll = (sent, size) => {
    byId("error").hidden = byId("result").hidden = true;
    byId("busy").hidden = false;
    // The browser paints before the second of the two.
    const painted = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    sent.then(bytes => painted().then(() => show(bytes.slice(0, MOST_BYTES), size || bytes.length))).catch(fail);
  };

  const show = (bytes, size) => {
    byId("busy").hidden = true;
    const error = byId("error");
    const result = JSON.parse(decode(bytes, byId("key").value.trim(), byId("authentication").value.trim()));
    error.hidden = result.error === undefined;
    error.textContent = result.error || "";
    byId("result").hidden = result.error !== undefined;
    if (result.error !== undefined) { return; }
    const frames = result.lines.split("\n").filter(line => line !== "").map(line => JSON.parse(line));
    const good = frames.filter(frame => frame.status !== "rejected");
    byId("summary").textContent = frames.length === 0 ? "No telegram in " + count(bytes.length, "byte")
      : count(good.length, "good telegram") + " and " + frames.filter(frame => frame.status === "rejected").length + " rejected in "
        + count(bytes.length, "byte");
    byId("part").hidden = size <= MOST_BYTES;
    byId("part").textContent = "Only the first " + bytes.length + " of " + size + " bytes were decoded. The command "
      + "dbus-p1 decode reads a log of any size.";
    byId("meter").textContent = result.dialects.map(dialect => dialect.title + ", usually each " + dialect.interval + " s").join("; ");
    byId("private").hidden = good.length === 0;
    URL.revokeObjectURL(byId("copy").href);
    byId("copy").href = "#";
    // Not before it is asked for: it takes longer than to decode.
    byId("copy").onclick = () => {
      if (byId("copy").href.startsWith("blob:")) { return; }
      byId("copy").href = URL.createObjectURL(new Blob([Uint8Array.from(redacted(bytes), letter => letter.charCodeAt(0))]));
    };
    byId("frames").replaceChildren(...frames.slice(0, MOST_FRAMES).map((frame, at) => frameOf(frame, result.causes, at === 0)));
    if (frames.length > MOST_FRAMES) { byId("frames").append(make("p", "The first " + MOST_FRAMES + " are shown.", "note")); }
  };

  const ofFile = file => {
    text.value = "";
    decodeAll(bytesOfFile(file), file.size);
  };

  const text = byId("text");
  byId("form").addEventListener("submit", event => {
    event.preventDefault();
    const file = byId("file").files[0];
    if (text.value === "" && file) { ofFile(file); } else { decodeAll(Promise.resolve(bytesOf(text.value))); }
  });
  byId("file").addEventListener("change", event => {
    if (event.target.files.length > 0) { ofFile(event.target.files[0]); }
  });
  for (const name of ["dragover", "drop", "dragleave"]) {
    document.addEventListener(name, event => {
      event.preventDefault();
      text.classList.toggle("over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length > 0) {
        ofFile(event.dataTransfer.files[0]);
      }
    });
  }
})();
