/**
 * `<a-confirm>` around a form's button: asks once, in a dialog, before the form is sent.
 *
 * `ask` is the question, `text` what will happen, `yes` the word on the button. Without
 * JavaScript the button sends the form at once, so the server must accept that.
 */
export class Confirm extends HTMLElement {
  #agreed = false;

  connectedCallback(): void {
    this.addEventListener("click", this.#onClick, true);
  }

  disconnectedCallback(): void {
    this.removeEventListener("click", this.#onClick, true);
  }

  #onClick = (event: Event): void => {
    const target = event.target;
    if (!(target instanceof Element) || target.closest("dialog")) return;
    const button = target.closest<HTMLButtonElement>("button, a[href]");
    if (!button) return;
    if (this.#agreed) {
      this.#agreed = false;
      return;
    }
    const form = button.form;
    if (form && button.type === "submit" && !form.noValidate && !form.checkValidity()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#ask(button);
  };

  #ask(button: HTMLElement): void {
    const dialog = document.createElement("dialog");
    dialog.className = "a-dialog";
    const title = document.createElement("h2");
    title.textContent = this.getAttribute("ask") || "确定要这样做吗？";
    title.id = `confirm-${Math.random().toString(36).slice(2)}`;
    dialog.setAttribute("aria-labelledby", title.id);
    const text = document.createElement("p");
    text.textContent = this.getAttribute("text") || "";
    text.hidden = !text.textContent;
    const row = document.createElement("div");
    row.className = "a-dialog-row";
    const no = this.#button(this.getAttribute("no") || "取消", "btn");
    const yes = this.#button(this.getAttribute("yes") || "确定", "btn btn-primary");
    if (this.hasAttribute("danger")) yes.className = "btn btn-danger";
    row.append(no, yes);
    dialog.append(title, text, row);
    const close = (): void => {
      dialog.remove();
      button.focus();
    };
    no.addEventListener("click", close);
    dialog.addEventListener("cancel", close);
    yes.addEventListener("click", () => {
      close();
      this.#agreed = true;
      button.click();
    });
    // Inside this element, so that htmx swapping the region takes the dialog along.
    this.append(dialog);
    dialog.showModal();
    no.focus();
  }

  #button(label: string, kind: string): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = kind;
    button.textContent = label;
    return button;
  }
}
