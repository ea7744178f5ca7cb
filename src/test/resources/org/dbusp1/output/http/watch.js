// Before the page's own scripts: complains of each field that they read of an answer and that the API does not have.
// KNOWN has the names of the fields, by the place in an answer.

(() => {
  const complained = new Set();

  const watched = (value, place) => value === null || typeof value !== "object" ? value : new Proxy(value, {
    get(target, name) {
      const known = KNOWN[place];
      if (typeof name === "string" && known && !Array.isArray(target) && !(name in target) && !known.includes(name)
          && !["then", "toJSON"].includes(name) && !complained.has(`${place}.${name}`)) {
        complained.add(`${place}.${name}`);
        console.error(`the API has no ${place}.${name}`);
      }
      return watched(target[name], Array.isArray(target) ? place : `${place}.${name}`);
    },
  });

  const parse = JSON.parse;
  JSON.parse = (...text) => {
    const value = parse(...text);
    return value?.online === undefined ? value : watched(value, "now");
  };

  const json = Response.prototype.json;
  Response.prototype.json = async function () {
    const value = await json.call(this);
    return this.url.endsWith("/api/prices") ? watched(value, "prices") : value;
  };

  // Rows of the history become objects in this way; their first column is the time.
  const fromEntries = Object.fromEntries;
  Object.fromEntries = (entries) => {
    const value = fromEntries(entries);
    return ["ts", "day"].includes(Object.keys(value)[0]) ? watched(value, "row") : value;
  };
})();
