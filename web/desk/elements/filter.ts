import htmx from "htmx.org";

const TYPING_MS = 400;

/** The address of a GET form's present state, without empty fields and without the page cursor. */
export function addressOf(form: HTMLFormElement): string {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value.trim()) query.append(name, value.trim());
  }
  const path = new URL(form.action || location.href, location.href).pathname;
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

/**
 * `<a-filter target="#results">` around a GET form: shows the answer while the reader types or
 * chooses. The form keeps its own button, which is all there is without JavaScript.
 *
 * `target` is a CSS selector; the same selector is taken out of the answer, so a view may return
 * the whole page or only that part. The address bar follows, so a filtered list can be sent on.
 */
export class Filter extends HTMLElement {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #composing = false;
  #last = "";

  connectedCallback(): void {
    this.addEventListener("compositionstart", this.#onCompose);
    this.addEventListener("compositionend", this.#onCompose);
    this.addEventListener("input", this.#onInput);
    this.addEventListener("change", this.#onChange);
    this.addEventListener("submit", this.#onSubmit);
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
    this.removeEventListener("compositionstart", this.#onCompose);
    this.removeEventListener("compositionend", this.#onCompose);
    this.removeEventListener("input", this.#onInput);
    this.removeEventListener("change", this.#onChange);
    this.removeEventListener("submit", this.#onSubmit);
  }

  // Pinyin letters on their way to becoming characters are not yet a question.
  #onCompose = (event: Event): void => {
    this.#composing = event.type === "compositionstart";
    if (!this.#composing) this.#later(TYPING_MS);
  };

  #onInput = (): void => {
    if (!this.#composing) this.#later(TYPING_MS);
  };

  #onChange = (): void => this.#later(0);

  #onSubmit = (event: Event): void => {
    event.preventDefault();
    this.#last = "";
    this.#later(0);
  };

  #later(wait: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), wait);
  }

  #ask(): void {
    const form = this.querySelector("form");
    const target = this.getAttribute("target") ?? "";
    if (!form || !target || !this.isConnected) return;
    const address = addressOf(form);
    if (address === this.#last) return;
    this.#last = address;
    history.replaceState(history.state, "", address);
    const region = document.querySelector(target);
    region?.setAttribute("aria-busy", "true");
    void htmx
      .ajax("get", address, { source: this, target, select: target, swap: "outerHTML" })
      .finally(() => document.querySelector(target)?.removeAttribute("aria-busy"));
  }
}
