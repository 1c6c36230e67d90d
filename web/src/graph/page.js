// The page's parts, fetched anew for another address: the server renders them, escaped as everything it sends.

const PARTS = ["#loi-bao", "#ke", "#bang", ".picture figcaption"];

/**
 * Puts the parts of another state of this page in the place of these.
 *
 * @param {string} address
 * @param {() => boolean} wanted whether it still is: an answer that comes after a newer one changes nothing
 * @returns {Promise<DOMStringMap | undefined>} what the page says of its picture; nothing where no longer wanted
 */
export async function turn(address, wanted) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(String(answer.status));
  // A parsed document runs nothing; its elements move here as they are.
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const figure = page.querySelector(".picture");
  if (!figure) throw new Error("no picture");
  if (!wanted()) return undefined;
  for (const part of PARTS) {
    const [ours, theirs] = [document.querySelector(part), page.querySelector(part)];
    if (ours && theirs) ours.replaceChildren(...theirs.childNodes);
  }
  document.title = page.title;
  return { ...figure.dataset };
}
