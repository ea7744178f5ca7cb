// The words that the browser itself has in the language of the page: months, weekdays, units of time.
(() => {
  const locale = document.documentElement.lang;
  const dates = Array.from({length: 12}, (_, i) => new Date(Date.UTC(2026, i, 1)))
    .concat(Array.from({length: 7}, (_, i) => new Date(Date.UTC(2026, 0, 1 + i))));
  const words = dates.flatMap(date => ['long', 'short'].map(style => new Intl.DateTimeFormat(locale,
    {timeZone: 'UTC', weekday: style, month: style, day: 'numeric'}).format(date) + ' '
    + new Intl.DateTimeFormat(locale, {timeZone: 'UTC', month: style}).format(date)));
  const ago = new Intl.RelativeTimeFormat(locale, {numeric: 'always'});
  for (const unit of ['second', 'minute', 'hour', 'day']) {
    for (const count of [1, 5]) {
      words.push(ago.format(-count, unit), new Intl.NumberFormat(locale, {style: 'unit', unit, unitDisplay: 'long'}).format(count));
    }
  }
  return words.join(' ');
})()
