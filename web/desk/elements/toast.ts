const STAY_MS = 8000;

/**
 * `<a-toast>` holds the server's messages, each `<div class="toast-line" data-level="…">`.
 *
 * Successes leave by themselves; errors stay until the reader closes them. Sentences from
 * scripts arrive as the document event `angen:say` ({text, level}).
 */
export class Toast extends HTMLElement {
  connectedCallback(): void {
    this.setAttribute("role", "status");
    this.setAttribute("aria-live", "polite");
    document.addEventListener("angen:say", this.#onSay);
    for (const line of this.querySelectorAll<HTMLElement>(".toast-line")) this.#furnish(line);
  }

  disconnectedCallback(): void {
    document.removeEventListener("angen:say", this.#onSay);
  }

  #onSay = (event: Event): void => {
    const { text, level } = (event as CustomEvent<{ text: string; level: string }>).detail;
    const line = document.createElement("div");
    line.className = "toast-line";
    line.dataset.level = level;
    const words = document.createElement("p");
    words.textContent = text;
    line.append(words);
    this.append(line);
    this.#furnish(line);
  };

  #furnish(line: HTMLElement): void {
    const close = document.createElement("button");
    close.type = "button";
    close.className = "toast-close";
    close.setAttribute("aria-label", "关闭提示");
    close.textContent = "×";
    close.addEventListener("click", () => line.remove());
    line.append(close);
    if (line.dataset.level !== "error") setTimeout(() => line.remove(), STAY_MS);
  }
}
