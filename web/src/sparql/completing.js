/**
 * What the editor suggests while one types: this graph's prefixes, its classes after «a», its properties elsewhere.
 *
 * The editor's own suggestions ask services of other hosts (prefix.cc, Linked Open Vocabularies): these replace them.
 */

import { Yasqe } from "@zazuko/yasqe";

/**
 * @typedef {import("./vocabulary.js").Word} Word
 * @typedef {import("./vocabulary.js").Vocabulary} Vocabulary
 */

const MOST = 100; // suggestions at once: a longer list is not read

/**
 * @param {Record<string, string>} prefixes by name
 * @param {Promise<Vocabulary>} vocabulary
 */
export function suggest(prefixes, vocabulary) {
  const own = Yasqe.Autocompleters;
  const declared = Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`);
  register({ ...own.prefixes, get: () => declared, persistenceId: null, autoShow: true });
  register(completer(own.property, prefixes, vocabulary.then(({ properties }) => properties)));
  register(completer(own.class, prefixes, vocabulary.then(({ classes }) => classes)));
}

/** @param {object} completer */
function register(completer) {
  Yasqe.registerAutocompleter(/** @type {any} */ (completer));
}

/**
 * A completer of the editor's own, with our terms: found by IRI, by prefixed name, by the beginning of the name alone.
 *
 * @param {any} own
 * @param {Record<string, string>} prefixes
 * @param {Promise<Word[]>} words
 */
function completer(own, prefixes, words) {
  return {
    ...own,
    bulk: false,
    autoShow: true,
    isValidCompletionPosition: (/** @type {any} */ editor) =>
      editor.getCompleteToken().string.trim().length > 0 && own.isValidCompletionPosition(editor),
    async get(/** @type {any} */ _, /** @type {any} */ token) {
      const typed = token?.autocompletionString ?? "";
      return fitting(await words, typed).slice(0, MOST).map(({ iri }) => iri);
    },
    // What is put in is the prefixed name where the query, or this graph, has a prefix for it.
    postProcessSuggestion(/** @type {any} */ editor, /** @type {any} */ _, /** @type {string} */ iri) {
      return abbreviated(iri, { ...prefixes, ...editor.getPrefixesFromQuery() });
    },
    async postprocessHints(/** @type {any} */ editor, /** @type {any[]} */ hints) {
      const known = { ...prefixes, ...editor.getPrefixesFromQuery() };
      const labels = new Map((await words).map(({ iri, label }) => [abbreviated(iri, known), label]));
      for (const hint of hints) {
        hint.displayText = [hint.text, labels.get(hint.text)].filter(Boolean).join(" · ");
        hint.hint = (/** @type {any} */ cm, /** @type {any} */ list) => pick(cm, list, hint, prefixes);
      }
      return hints;
    },
  };
}

/**
 * Puts the suggestion in, and declares its prefix where the query does not yet.
 *
 * @param {any} editor
 * @param {any} list
 * @param {any} hint
 * @param {Record<string, string>} prefixes
 */
function pick(editor, list, hint, prefixes) {
  editor.replaceRange(hint.text, hint.from ?? list.from, hint.to ?? list.to, "complete");
  const name = hint.text.startsWith("<") ? "" : hint.text.split(":", 1)[0];
  // Only those that are missing are added.
  if (name in prefixes) editor.addPrefixes({ [name]: prefixes[name] });
}

/**
 * The words whose IRI begins with what was typed, then those whose name does, in any case of letters.
 *
 * @param {Word[]} words
 * @param {string} typed an IRI's beginning, or of a name where no prefix was written
 * @returns {Word[]}
 */
export function fitting(words, typed) {
  const exact = words.filter(({ iri }) => iri.startsWith(typed));
  if (exact.length || typed.includes(":") || !typed) return exact;
  const begun = typed.toLowerCase();
  return words.filter(({ iri }) => localName(iri).toLowerCase().startsWith(begun));
}

/** @param {string} iri */
function localName(iri) {
  return iri.slice(Math.max(iri.lastIndexOf("#"), iri.lastIndexOf("/")) + 1);
}

/**
 * @param {string} iri
 * @param {Record<string, string>} prefixes
 */
export function abbreviated(iri, prefixes) {
  for (const [name, space] of Object.entries(prefixes)) {
    const rest = space && iri.startsWith(space) ? iri.slice(space.length) : "";
    if (/^[\w-]+$/.test(rest)) return `${name}:${rest}`; // other names would have to be escaped
  }
  return `<${iri}>`;
}
