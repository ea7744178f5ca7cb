// Before the page's own scripts: a clock that is window.ahead milliseconds ahead.
window.ahead = 0;
const Clock = Date;
Date = class extends Clock {
  constructor(...parts) { if (parts.length > 0) { super(...parts); } else { super(Clock.now() + window.ahead); } }
  static now() { return Clock.now() + window.ahead; }
};
