import { beforeEach, describe, expect, it, vi } from "vitest";
import { focusSearch } from "../keys";
import { Copy } from "./copy";
import { More } from "./more";
import { Toast } from "./toast";

customElements.define("a-copy", Copy);
customElements.define("a-more", More);
customElements.define("a-toast", Toast);

beforeEach(() => {
  document.body.innerHTML = "";
});

describe("a-copy", () => {
  const press = async (writeText: () => Promise<void>): Promise<string | null> => {
    Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
    document.body.innerHTML = '<a-copy value="37-001"><button>复制</button></a-copy>';
    const button = document.querySelector("button")!;
    button.click();
    await Promise.resolve();
    await Promise.resolve();
    return button.textContent;
  };

  it("copies the value and says so", async () => {
    const write = vi.fn(() => Promise.resolve());
    expect(await press(write)).toBe("已复制");
    expect(write).toHaveBeenCalledWith("37-001");
  });

  it("says what to do where the browser refuses", async () => {
    expect(await press(() => Promise.reject(new Error("no")))).toBe("请手动选中复制");
  });
});

describe("a-more", () => {
  beforeEach(() => {
    document.body.innerHTML = `<p id="outside"></p><a-more><details open><summary>更多</summary>
      <div data-sheet><span id="inside"></span></div></details></a-more>`;
  });
  const open = (): boolean => document.querySelector("details")!.open;
  const click = (id: string): void => {
    document.getElementById(id)!.dispatchEvent(new Event("click", { bubbles: true }));
  };

  it("stays open for a click inside and closes for one outside", () => {
    click("inside");
    expect(open()).toBe(true);
    click("outside");
    expect(open()).toBe(false);
  });

  it("closes on Escape", () => {
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    expect(open()).toBe(false);
  });
});

describe("a-toast", () => {
  it("lets a success go and keeps an error until it is closed", () => {
    vi.useFakeTimers();
    const toast = document.createElement("a-toast");
    toast.innerHTML = `<div class="toast-line" data-level="success">好</div>
      <div class="toast-line" data-level="error">不行</div>`;
    document.body.append(toast);
    vi.advanceTimersByTime(10_000);
    expect(document.querySelectorAll(".toast-line")).toHaveLength(1);
    document.querySelector<HTMLButtonElement>(".toast-close")!.click();
    expect(document.querySelectorAll(".toast-line")).toHaveLength(0);
    vi.useRealTimers();
  });

  it("writes sentences as text, never as markup", () => {
    document.body.innerHTML = "<a-toast></a-toast>";
    const detail = { text: "<img src=x>", level: "error" };
    document.dispatchEvent(new CustomEvent("angen:say", { detail }));
    expect(document.querySelector("a-toast img")).toBeNull();
    expect(document.querySelector("a-toast p")?.textContent).toBe("<img src=x>");
  });
});

describe("the / key", () => {
  const press = (target: Element): void => {
    target.addEventListener("keydown", (event) => focusSearch(event as KeyboardEvent));
    target.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true }));
  };

  it("goes to the search, but not while somebody types", () => {
    document.body.innerHTML = '<input data-search><textarea></textarea><p id="text"></p>';
    press(document.querySelector("textarea")!);
    expect(document.activeElement?.tagName).not.toBe("INPUT");
    press(document.getElementById("text")!);
    expect(document.activeElement?.tagName).toBe("INPUT");
  });
});
