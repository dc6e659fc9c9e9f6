import type { EChartsOption } from "echarts";

/** The server may give any datum a `href`: a click on it leads to the records behind it. */
export function hrefOf(data: unknown): string | null {
  if (typeof data !== "object" || data === null) return null;
  const href = (data as { href?: unknown }).href;
  // Only our own pages: a datum must not be able to lead elsewhere.
  return typeof href === "string" && /^\/(?!\/)/.test(href) ? href : null;
}

/** The option the server wrote as JSON into `data-option`; null when it cannot be read. */
export function optionOf(element: Element): EChartsOption | null {
  const text = element.getAttribute("data-option");
  if (!text) return null;
  try {
    return JSON.parse(text) as EChartsOption;
  } catch {
    return null;
  }
}

/**
 * `<a-chart>`: draws the option in its `data-option`. The library is loaded only on pages
 * with a chart, once the chart comes near the screen. The table inside stays for screen readers,
 * for printing and for readers without JavaScript.
 */
export class Chart extends HTMLElement {
  #dispose: (() => void) | undefined;
  #seen: IntersectionObserver | undefined;

  connectedCallback(): void {
    if (!("IntersectionObserver" in window)) {
      void this.draw();
      return;
    }
    this.#seen = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        this.#seen?.disconnect();
        void this.draw();
      },
      { rootMargin: "300px" },
    );
    this.#seen.observe(this);
  }

  disconnectedCallback(): void {
    this.#seen?.disconnect();
    this.#dispose?.();
    this.#dispose = undefined;
  }

  async draw(): Promise<void> {
    const option = optionOf(this);
    if (!option || this.#dispose) return;
    this.#dispose = () => {};
    const { mount } = await import("../chart_engine");
    if (!this.isConnected) {
      this.#dispose = undefined;
      return;
    }
    const canvas = document.createElement("div");
    canvas.className = "chart-canvas";
    // The table says the same in words; the drawing would only be read twice.
    canvas.setAttribute("aria-hidden", "true");
    this.setAttribute("drawn", "");
    this.prepend(canvas);
    const unmount = mount(canvas, option, (data) => {
      const href = hrefOf(data);
      if (href) location.assign(href);
    });
    this.#dispose = () => {
      unmount();
      canvas.remove();
      this.removeAttribute("drawn");
    };
  }
}
