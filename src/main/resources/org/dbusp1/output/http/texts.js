// The texts of the page, in the first of the browser's languages that the page has. A language is a table, texts/en.properties: the rows
// of the page alone, then those of the driver. A row is added in each language.

const LANGUAGES = ["en", "nl", "de", "fr"];
const languageOf = (tag) => tag.toLowerCase().split("-")[0];

/** The language, with its country where the browser names one: numbers and dates follow it. */
export const locale = navigator.languages.find((tag) => LANGUAGES.includes(languageOf(tag))) ?? "en";

export const language = languageOf(locale);

const rows = await fetch(`texts/${language}.properties`).then((file) => file.text());

export const texts = Object.fromEntries([...rows.matchAll(/^([^#=\n]+)=(.*)$/gm)].map(([, key, text]) => [key, text]));

/** A text with some of its {places} filled. */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);

export const capital = (text) => text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);

document.documentElement.lang = locale;
document.title = texts.title;
for (const element of document.querySelectorAll("[data-text]")) {
  element.textContent = texts[element.dataset.text];
}
for (const element of document.querySelectorAll("[data-label]")) {
  element.setAttribute("aria-label", texts[element.dataset.label]);
}
