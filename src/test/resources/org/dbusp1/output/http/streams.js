// Before the page's own scripts: how many streams of events are open, of all pages that this tab has shown.
{
  const count = (by) => sessionStorage.setItem('streams', Number(sessionStorage.getItem('streams')) + by);
  window.EventSource = class extends EventSource {
    constructor(...parts) { super(...parts); count(1); }
    close() { if (this.readyState !== EventSource.CLOSED) { count(-1); } super.close(); }
  };
}
