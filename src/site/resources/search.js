// Searches the manual, without a server too: search-index.js, which finish_site.py makes, is loaded when the field is first used.
'use strict';

(() => {
  const TEXTS = {
    en: {search: 'Search', nothing: 'Nothing found'},
    nl: {search: 'Zoeken', nothing: 'Niets gevonden'},
    de: {search: 'Suchen', nothing: 'Nichts gefunden'},
    fr: {search: 'Rechercher', nothing: 'Rien trouvé'},
  };
  const MOST = 20;
  // Characters that are shown on each side of a word.
  const AROUND = 70;

  const root = new URL('.', document.currentScript.src);
  const language = document.documentElement.lang;
  const texts = TEXTS[language];

  /** Without accents and capitals, as long as the text. */
  const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const field = element('input', {type: 'search', placeholder: texts.search, ariaLabel: texts.search, autocomplete: 'off'});
  const found = element('ol', {hidden: true});
  found.setAttribute('aria-live', 'polite');
  const form = element('form', {id: 'search', role: 'search'}, field, found);
  document.getElementById('breadcrumbs').prepend(form);

  let index;
  field.addEventListener('focus', () => {
    const script = element('script', {src: new URL('search-index.js', root)});
    script.addEventListener('load', () => {
      index = SEARCH_INDEX.filter(([of]) => of === language || of === 'en')
          .map(([of, href, page, heading, text]) =>
            ({of, href, title: page === heading ? page : page + ' › ' + heading, text,
              plainTitle: plain(page + ' ' + heading), plainText: plain(text)}));
      show();
    });
    document.head.append(script);
  }, {once: true});

  /** The own language first, then where the title has most of the words. */
  const matches = (words) => index.filter((row) => words.every((word) => row.plainTitle.includes(word) || row.plainText.includes(word)))
      .map((row) => ({row, rank: (row.of === language ? 100 : 0) + words.filter((word) => row.plainTitle.includes(word)).length}))
      .sort((a, b) => b.rank - a.rank).slice(0, MOST).map(({row}) => row);

  const excerpt = (row, words) => {
    const [word, at] = words.map((each) => [each, row.plainText.indexOf(each)]).find(([, place]) => place >= 0) || ['', 0];
    const end = at + word.length;
    return [at > AROUND ? '…' : '', row.text.slice(Math.max(0, at - AROUND), at), element('mark', {}, row.text.slice(at, end)),
      row.text.slice(end, end + AROUND), end + AROUND < row.text.length ? '…' : ''];
  };

  function show() {
    const words = plain(field.value).split(/\s+/).filter((word) => word);
    found.hidden = !index || words.length === 0;
    const rows = found.hidden ? [] : matches(words);
    found.replaceChildren(...rows.map((row) => element('li', {lang: row.of},
        element('a', {href: new URL(row.href, root)}, row.title), element('p', {}, ...excerpt(row, words)))));
    if (rows.length === 0) {
      found.append(element('li', {}, texts.nothing));
    }
  }

  field.addEventListener('input', show);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    found.querySelector('a')?.click();
  });
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      field.value = '';
      show();
    }
  });
  // A place on the page itself is shown without loading it anew.
  found.addEventListener('click', (event) => {
    found.hidden = Boolean(event.target.closest('a'));
  });
})();
