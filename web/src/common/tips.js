/**
 * What a mark or a figure means, shown when it is pointed at, reached by keyboard, or tapped. The words are those of its
 * title, which browsers show to a mouse alone. A tip stays while the pointer is on it, and Escape puts it away
 * (WCAG 1.4.13).
 */

const MARGIN = 8; // CSS pixels between the tip, what it is of, and the edge of the window
const LINGER = 120; // milliseconds for the pointer's way from the mark to its tip

/** @param {string} selector of the elements whose titles become tips */
export function offerTips(selector) {
  const tip = document.createElement("div");
  tip.id = "chu-giai";
  tip.className = "tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  document.body.append(tip);

  /** @type {HTMLElement | null} */
  let owner = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let leaving;

  for (const one of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selector))) {
    one.dataset.tip = one.title;
    one.removeAttribute("title"); // two tips, one over the other, else
  }

  /** @param {EventTarget | null} target */
  const owning = (target) => (target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest("[data-tip]")) : null);

  /** @param {HTMLElement} one */
  function show(one) {
    clearTimeout(leaving);
    if (owner === one) return;
    hide();
    owner = one;
    tip.textContent = one.dataset.tip ?? "";
    tip.hidden = false;
    place(tip, one);
    described(one)?.setAttribute("aria-describedby", tip.id);
  }

  function hide() {
    clearTimeout(leaving);
    if (owner) described(owner)?.removeAttribute("aria-describedby");
    owner = null;
    tip.hidden = true;
  }

  function hideSoon() {
    clearTimeout(leaving);
    leaving = setTimeout(hide, LINGER);
  }

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const one = owning(event.target);
    if (one) show(one);
    else if (tip.contains(/** @type {Node} */ (event.target))) clearTimeout(leaving);
    else if (owner && !owner.contains(document.activeElement)) hideSoon();
  });
  document.addEventListener("focusin", (event) => {
    const one = owning(event.target);
    if (one) show(one);
    else hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  document.addEventListener("click", (event) => {
    const one = owning(event.target);
    // The sign beside a mark is there for fingers alone: what it leads to is what the tip says.
    if (one?.classList.contains("note")) {
      event.preventDefault();
      show(one);
    } else if (!one) hide();
  });
  // The focus scrolls the page to what it goes to: the tip goes along.
  addEventListener("scroll", () => owner && place(tip, owner), { passive: true });
}

/** What of it can have the focus, and is what a reader aloud speaks of. @param {HTMLElement} one */
function described(one) {
  return one.matches("a, button") ? one : one.querySelector("a, button");
}

/**
 * Under its owner's first line, or over it where there is no room; never outside the window.
 *
 * @param {HTMLElement} tip
 * @param {HTMLElement} owner
 */
function place(tip, owner) {
  const of = owner.getClientRects()[0] ?? owner.getBoundingClientRect();
  const wide = document.documentElement.clientWidth;
  const left = Math.max(MARGIN, Math.min(of.left, wide - tip.offsetWidth - MARGIN));
  const fits = of.bottom + MARGIN + tip.offsetHeight < innerHeight;
  const top = fits ? of.bottom + MARGIN : Math.max(MARGIN, of.top - tip.offsetHeight - MARGIN);
  tip.style.left = `${left}px`;
  tip.style.top = `${top}px`;
}
