/**
 * `<a-copy value="…"><button type="button">复制</button></a-copy>`: copies `value` (or the text
 * of the element named by `from`) and says so to eye and ear.
 */
export class Copy extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", this.#onClick);
  }

  disconnectedCallback(): void {
    this.removeEventListener("click", this.#onClick);
  }

  #value(): string {
    const from = this.getAttribute("from");
    const source = from ? document.getElementById(from) : null;
    return source?.textContent?.trim() ?? this.getAttribute("value") ?? "";
  }

  #onClick = async (event: Event): Promise<void> => {
    const button = (event.target as Element).closest("button");
    if (!button) return;
    const before = button.textContent;
    try {
      await navigator.clipboard.writeText(this.#value());
      button.textContent = "已复制";
    } catch {
      // Plain http in an office network has no clipboard: say what to do instead.
      button.textContent = "请手动选中复制";
    }
    button.setAttribute("aria-live", "polite");
    setTimeout(() => {
      button.textContent = before;
    }, 2000);
  };
}
