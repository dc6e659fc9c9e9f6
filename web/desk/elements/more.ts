/**
 * `<a-more>` around a `<details>`: closes it on Escape, on a click elsewhere and when a link in
 * it is followed. Opening and closing by its own summary needs no JavaScript.
 */
export class More extends HTMLElement {
  connectedCallback(): void {
    document.addEventListener("click", this.#onClick);
    document.addEventListener("keydown", this.#onKey);
  }

  disconnectedCallback(): void {
    document.removeEventListener("click", this.#onClick);
    document.removeEventListener("keydown", this.#onKey);
  }

  get #details(): HTMLDetailsElement | null {
    return this.querySelector("details");
  }

  #onClick = (event: Event): void => {
    const details = this.#details;
    if (!details?.open || !(event.target instanceof Node)) return;
    const link = event.target instanceof Element && event.target.closest("a[href]");
    const sheet = details.querySelector("[data-sheet]");
    const inside = sheet ? sheet.contains(event.target) : details.contains(event.target);
    const onSummary = details.querySelector("summary")?.contains(event.target);
    if (link || (!inside && !onSummary)) details.open = false;
  };

  #onKey = (event: KeyboardEvent): void => {
    const details = this.#details;
    if (event.key !== "Escape" || !details?.open) return;
    details.open = false;
    details.querySelector("summary")?.focus();
  };
}
