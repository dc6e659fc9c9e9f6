import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const ajax = vi.hoisted(() => vi.fn(() => Promise.resolve()));
vi.mock("htmx.org", () => ({ default: { ajax } }));

import { addressOf, Filter } from "./filter";

customElements.define("a-filter", Filter);

describe("a-filter", () => {
  const input = (): HTMLInputElement => document.querySelector<HTMLInputElement>("[name=q]")!;
  const type = (text: string): void => {
    input().value = text;
    input().dispatchEvent(new Event("input", { bubbles: true }));
  };

  beforeEach(() => {
    vi.useFakeTimers();
    ajax.mockClear();
    document.body.innerHTML = `<a-filter target="#results"><form action="/people/">
      <input name="q"><input name="level" value=""></form></a-filter><div id="results"></div>`;
  });

  afterEach(() => vi.useRealTimers());

  it("leaves empty fields out of the address", () => {
    input().value = " 河山 ";
    const form = document.querySelector("form")!;
    expect(addressOf(form)).toBe(`/people/?q=${encodeURIComponent("河山")}`);
    input().value = "";
    expect(addressOf(form)).toBe("/people/");
  });

  it("asks once when the typing pauses", () => {
    type("河");
    type("河山");
    expect(ajax).not.toHaveBeenCalled();
    vi.advanceTimersByTime(500);
    expect(ajax).toHaveBeenCalledTimes(1);
    expect(ajax.mock.calls[0]).toEqual([
      "get",
      `/people/?q=${encodeURIComponent("河山")}`,
      expect.objectContaining({ target: "#results", select: "#results" }),
    ]);
  });

  it("waits while pinyin is being composed", () => {
    input().dispatchEvent(new Event("compositionstart", { bubbles: true }));
    type("heshan");
    vi.advanceTimersByTime(2000);
    expect(ajax).not.toHaveBeenCalled();
    input().value = "河山";
    input().dispatchEvent(new Event("compositionend", { bubbles: true }));
    vi.advanceTimersByTime(500);
    expect(ajax).toHaveBeenCalledTimes(1);
  });
});
