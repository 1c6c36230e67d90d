/**
 * Places of a text (code points, as RFC 5147 counts them) and places of the page that shows it.
 *
 * Each line of the text is an element whose id is `char=` and the place of its first code point; what is not of the
 * text (numbers of tasks and pages, signs) has no text in the page either, so that lines can simply be counted.
 *
 * @typedef {{ start: number, end: number }} Span
 */

const FRAGMENT = /^#char=(\d{1,10})(?:,(\d{1,10}))?$/;
const LINES = '[id^="char="]';

/**
 * The span that a fragment names; one place alone stands for the line that it is in, which browsers go to themselves.
 *
 * @param {string} fragment with its #
 * @returns {Span | null}
 */
export function spanOf(fragment) {
  const found = FRAGMENT.exec(fragment);
  if (!found || found[2] === undefined) return null;
  const [start, end] = [Number(found[1]), Number(found[2])];
  return start < end ? { start, end } : null;
}

/** @param {Span} span */
export function fragmentOf({ start, end }) {
  return `#char=${start},${end}`;
}

/**
 * The ranges of the page that show a span, one for each piece of text.
 *
 * @param {Element} article
 * @param {Span} span
 * @returns {Range[]}
 */
export function rangesOf(article, span) {
  const ranges = [];
  for (const line of article.querySelectorAll(LINES)) {
    let here = startOf(line);
    if (here >= span.end) break;
    for (const text of textsIn(line)) {
      const points = [...text.data];
      const [first, last] = [Math.max(span.start - here, 0), Math.min(span.end - here, points.length)];
      if (first < last) {
        const range = document.createRange();
        range.setStart(text, points.slice(0, first).join("").length);
        range.setEnd(text, points.slice(0, last).join("").length);
        ranges.push(range);
      }
      here += points.length;
    }
  }
  return ranges;
}

/**
 * The span of the text that a selection covers, without the blanks at its ends; null where it covers none.
 *
 * @param {Element} article
 * @param {Range} selected
 * @returns {Span | null}
 */
export function selectedSpan(article, selected) {
  let start = -1;
  let end = -1;
  for (const line of article.querySelectorAll(LINES)) {
    if (!selected.intersectsNode(line)) continue;
    let here = startOf(line);
    for (const text of textsIn(line)) {
      const length = [...text.data].length;
      if (selected.intersectsNode(text)) {
        const from = text === selected.startContainer ? selected.startOffset : 0;
        const until = text === selected.endContainer ? selected.endOffset : text.length;
        const before = text.data.slice(0, from);
        const inside = text.data.slice(from, until);
        if (inside.trim()) {
          const first = here + [...before].length;
          if (start < 0) start = first + [...inside].length - [...inside.trimStart()].length;
          end = first + [...inside.trimEnd()].length;
        }
      }
      here += length;
    }
  }
  return start >= 0 && start < end ? { start, end } : null;
}

/** @param {Element} line */
function startOf(line) {
  return Number(line.id.slice("char=".length));
}

/** @param {Element} line @returns {Iterable<Text>} */
function* textsIn(line) {
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) yield /** @type {Text} */ (walker.currentNode);
}
