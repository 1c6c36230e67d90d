// The page's parts, fetched anew for another address: the server renders them, escaped as everything it sends.

const PARTS = ["#loi-bao", "#ke", "#bang", ".picture figcaption"];

/**
 * Puts the parts of another state of this page in the place of these.
 *
 * @param {string} address
 * @returns {Promise<DOMStringMap>} what the page says of its picture
 */
export async function turn(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(String(answer.status));
  // A parsed document runs nothing; its elements move here as they are.
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const figure = page.querySelector(".picture");
  if (!figure) throw new Error("no picture");
  for (const part of PARTS) {
    const [ours, theirs] = [document.querySelector(part), page.querySelector(part)];
    if (ours && theirs) ours.replaceChildren(...theirs.childNodes);
  }
  document.title = page.title;
  return { ...figure.dataset };
}
