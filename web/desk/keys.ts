/** "/" puts the cursor into the page's search field, as long as nobody is typing. */

const TYPING = "input, textarea, select, [contenteditable]";

export function focusSearch(event: KeyboardEvent): void {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
    return;
  }
  const target = event.target;
  if (target instanceof Element && target.closest(TYPING)) return;
  const search = document.querySelector<HTMLInputElement>("[data-search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
}

document.addEventListener("keydown", focusSearch);
