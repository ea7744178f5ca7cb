// The elements that are wider than the page or than the place that they have.
[...document.querySelectorAll('body *')]
  .filter(e => e.offsetParent && !e.closest('.hidden, .skip, .gauge') && !e.parentElement.closest('.scroll'))
  .filter(e => e.getBoundingClientRect().right > innerWidth + .5
    || e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && !e.matches('.scroll') && !e.closest('.chart [role=img]'))
  .map(e => e.tagName + '#' + e.id + ' ' + e.innerText)
