import { beforeEach, describe, expect, it, vi } from "vitest";
import { Confirm } from "./confirm";

customElements.define("a-confirm", Confirm);

describe("a-confirm", () => {
  const sent = vi.fn((event: Event) => event.preventDefault());
  const button = (): HTMLButtonElement => document.querySelector<HTMLButtonElement>("#send")!;
  const answer = (label: string): void => {
    const buttons = document.querySelectorAll<HTMLButtonElement>("dialog button");
    [...buttons].find((one) => one.textContent === label)?.click();
  };

  beforeEach(() => {
    document.body.innerHTML = `<form><a-confirm ask="提交考核？" text="不能再改。" yes="提交">
      <button type="submit" id="send">提交考核</button></a-confirm></form>`;
    sent.mockClear();
    document.querySelector("form")?.addEventListener("submit", sent);
  });

  it("asks before the form is sent", () => {
    button().click();
    expect(sent).not.toHaveBeenCalled();
    expect(document.querySelector("dialog h2")?.textContent).toBe("提交考核？");
    expect(document.querySelector("dialog p")?.textContent).toBe("不能再改。");
  });

  it("sends once when agreed, and asks again the next time", () => {
    button().click();
    answer("提交");
    expect(sent).toHaveBeenCalledTimes(1);
    button().click();
    expect(sent).toHaveBeenCalledTimes(1);
    expect(document.querySelector("dialog")).not.toBeNull();
  });

  it("sends nothing when cancelled", () => {
    button().click();
    answer("取消");
    expect(sent).not.toHaveBeenCalled();
    expect(document.querySelector("dialog")).toBeNull();
  });
});
