/** htmx without eval, without injected styles and without pages kept in the browser. */
import htmx from "htmx.org";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.allowScriptTags = false;
htmx.config.selfRequestsOnly = true;
// Shared office computers: a page with personal data must not stay in browser storage.
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;

export const FAILED = "没有连上服务器，内容没有变化。请检查网络后再试一次。";
export const REFUSED = "这一步没有完成，请刷新页面后再试。";

/** The token Django put into the page; empty on pages without forms. */
export function csrfToken(root: ParentNode = document): string {
  return root.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

/** Ask the toast region to say a sentence. */
export function say(text: string, level: "error" | "success" | "info" = "error"): void {
  document.dispatchEvent(new CustomEvent("angen:say", { detail: { text, level } }));
}

document.addEventListener("htmx:configRequest", (event) => {
  const detail = (event as CustomEvent).detail as {
    headers: Record<string, string>;
    verb: string;
  };
  if (detail.verb !== "get") detail.headers["X-CSRFToken"] = csrfToken();
});

// A refused form answers 422 with the form and its errors: that must be shown.
document.addEventListener("htmx:beforeSwap", (event) => {
  const detail = (event as CustomEvent).detail as {
    xhr: XMLHttpRequest;
    shouldSwap: boolean;
    isError: boolean;
  };
  if (detail.xhr.status === 422) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

document.addEventListener("htmx:sendError", () => say(FAILED));
document.addEventListener("htmx:responseError", () => say(REFUSED));
