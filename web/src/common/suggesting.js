/**
 * Asks the server what a text that is being typed may go on to mean: after a rest, and only for the newest text.
 *
 * @typedef {{ kind: string, label: string, detail: string, href: string }} Suggestion
 */

const REST = 150; // milliseconds between letters: whoever types fast asks once and not nine times

/**
 * @param {string} address of the suggestions
 * @param {(found: Suggestion[]) => void} show is called with what was found for the newest text
 * @returns {{ ask: (text: string) => void, stop: () => void }}
 */
export function suggestions(address, show) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;
  /** @type {AbortController | undefined} */
  let asking;

  function stop() {
    clearTimeout(resting);
    asking?.abort();
  }

  /** @param {string} text */
  async function fetched(text) {
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(`${address}?${new URLSearchParams({ q: text })}`, { signal });
      // Refused (too often, store being loaded) or not: the form beneath asks for the whole page as ever.
      const found = answer.ok ? (await answer.json()).suggestions : [];
      if (!signal.aborted) show(found);
    } catch {
      if (!signal.aborted) show([]);
    }
  }

  return {
    ask(text) {
      stop();
      resting = setTimeout(() => fetched(text), REST);
    },
    stop,
  };
}
