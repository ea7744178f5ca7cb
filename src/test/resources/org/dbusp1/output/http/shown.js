// What the page shows, as lines of text: headings with #, warnings with !, buttons in brackets (* is chosen), rows with | between their
// cells, what a chart says to a screen reader, and where the marks of a gauge are.
(() => {
  const lines = [];
  const words = (text) => text.replace(/[^\S\n]+/g, ' ').trim().replace(/\s*\n\s*/g, ', ');
  const seen = (node) => node.getClientRects().length > 0 && !node.classList.contains('hidden') && !node.classList.contains('skip');
  const button = (node) => `[${node.getAttribute('aria-pressed') === 'true' ? '*' : ''}${words(node.innerText)}]`;
  const line = (text) => { if (text) { lines.push(text); } };

  const shapes = {
    H1: (node) => lines.push('# ' + words(node.innerText)),
    H2: (node) => lines.push('', '## ' + words(node.innerText)),
    H3: (node) => lines.push('', '### ' + words(node.innerText)),
    DL: (node) => [...node.querySelectorAll('dt')].forEach((name) => {
      const value = name.nextElementSibling;
      const note = value.querySelector('small');
      line(`${words(name.innerText)}: ${words(value.firstChild.textContent)}${note ? ` (${words(note.innerText)})` : ''}`);
    }),
    TABLE: (node) => [...node.rows].forEach((row) =>
      line([...row.cells].filter((cell) => !cell.classList.contains('bar')).map((cell) => words(cell.innerText)).join(' | '))),
    OL: (node) => line([...node.children].map((bar) => `${words(bar.innerText)}${bar.className === 'counts' ? ' *' : ''}`).join(' | ')),
    BUTTON: (node) => line(button(node)),
    P: (node) => line(words(node.innerText)),
    UL: (node) => [...node.children].forEach((item) => line(words(item.innerText))),
    SUMMARY: () => undefined,
    INPUT: () => undefined,
  };

  const walk = (node) => {
    if (!seen(node)) {
      return;
    }
    const from = lines.length;
    if (node.id === 'demand-gauge') {
      line(`(${words(node.getAttribute('aria-label'))})`);
      const marks = [...node.children].filter((mark) => !mark.hidden)
        .map((mark) => `${mark.className} ${Math.round(parseFloat(mark.style.width || mark.style.left))} %`);
      line(`(${marks.join(', ')})`);
    } else if (node.getAttribute('role') === 'img') {
      line(`(${words(node.getAttribute('aria-label'))})`);
    } else if (node.classList.contains('legend')) {
      line(`(${[...node.children].map((key) => words(key.innerText)).join(', ')})`);
    } else if (node.classList.contains('buttons')) {
      line([...node.children].filter(seen).map(button).join(' '));
    } else if (shapes[node.tagName]) {
      shapes[node.tagName](node);
    } else {
      [...node.children].forEach(walk);
    }
    if (node.classList.contains('notice') && node.dataset.state !== 'fine') {
      for (let i = from; i < lines.length; i++) {
        lines[i] = '! ' + lines[i];
      }
    }
  };

  walk(document.body);
  return lines.map((text) => text + '\n').join('');
})()
