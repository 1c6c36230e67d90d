/** A result as a file, in the formats that the server writes. The server is asked again: it still has the answer. */

import { send } from "./asking.js";

/**
 * @param {HTMLElement} place
 * @param {Readonly<Record<string, readonly [string, string]>>} formats media type and ending, by what they are called
 * @param {{ query: string, words: DOMStringMap, tell: (words: string) => void }} context
 */
export function offerFiles(place, formats, { query, words, tell }) {
  for (const [name, [media, ending]] of Object.entries(formats)) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.textContent = name;
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        const response = await send(query, media);
        if (response.ok) save(await response.blob(), `ket-qua.${ending}`);
        else tell((await response.json()).detail);
      } catch {
        tell(words.wordUnreachable ?? "");
      } finally {
        button.disabled = false;
      }
    });
    place.append(" ", button);
  }
}

/**
 * @param {Blob} content
 * @param {string} name
 */
export function save(content, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // Not at once: the browser reads it after this.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
