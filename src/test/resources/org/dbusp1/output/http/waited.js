// The longest time in milliseconds that a request of the page has waited for a connection to the server.
Math.round(Math.max(0, ...performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
  .map(entry => entry.requestStart - entry.startTime)))
