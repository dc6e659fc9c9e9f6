import htmx from "htmx.org";
import { beforeEach, describe, expect, it, vi } from "vitest";

// The test's document has no XPath, which htmx asks for when it is loaded.
vi.hoisted(() => {
  const expression = { evaluate: () => ({ iterateNext: () => null }) };
  vi.stubGlobal(
    "XPathEvaluator",
    class {
      createExpression = () => expression;
    },
  );
});

import { csrfToken, FAILED } from "./htmx";

describe("htmx", () => {
  beforeEach(() => {
    document.head.innerHTML = '<meta name="csrf-token" content="t0ken">';
  });

  it("runs under a policy without eval and without inline styles", () => {
    expect(htmx.config.allowEval).toBe(false);
    expect(htmx.config.includeIndicatorStyles).toBe(false);
    expect(htmx.config.allowScriptTags).toBe(false);
    expect(htmx.config.historyCacheSize).toBe(0);
  });

  it("sends Django's token with what changes data", () => {
    const sent = (verb: string): Record<string, string> => {
      const detail = { headers: {} as Record<string, string>, verb };
      document.dispatchEvent(new CustomEvent("htmx:configRequest", { detail }));
      return detail.headers;
    };
    expect(csrfToken()).toBe("t0ken");
    expect(sent("post")).toEqual({ "X-CSRFToken": "t0ken" });
    expect(sent("get")).toEqual({});
  });

  it("shows a refused form, answered with 422", () => {
    const detail = { xhr: { status: 422 }, shouldSwap: false, isError: true };
    document.dispatchEvent(new CustomEvent("htmx:beforeSwap", { detail }));
    expect(detail.shouldSwap).toBe(true);
    expect(detail.isError).toBe(false);
  });

  it("says so when the server cannot be reached", () => {
    const heard = vi.fn();
    document.addEventListener("angen:say", (event) => heard((event as CustomEvent).detail.text));
    document.dispatchEvent(new CustomEvent("htmx:sendError"));
    expect(heard).toHaveBeenCalledWith(FAILED);
  });
});
