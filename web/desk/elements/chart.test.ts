import { describe, expect, it } from "vitest";
import { prepared } from "../chart_engine";
import { hrefOf, optionOf } from "./chart";

describe("hrefOf", () => {
  it("follows a page of ours", () => {
    expect(hrefOf({ value: 3, href: "/area/371102/" })).toBe("/area/371102/");
  });

  it.each([{ value: 3 }, 3, null, { href: "//evil.example" }, { href: "javascript:alert(1)" }])(
    "leads nowhere for %j",
    (datum) => expect(hrefOf(datum)).toBeNull(),
  );
});

describe("optionOf", () => {
  it("reads its attribute and survives a broken one", () => {
    const box = document.createElement("div");
    box.setAttribute("data-option", '{"series":[]}');
    expect(optionOf(box)).toEqual({ series: [] });
    box.setAttribute("data-option", '{"series":');
    expect(optionOf(box)).toBeNull();
  });
});

describe("prepared", () => {
  const option = {
    xAxis: { type: "category" as const, data: ["1月"] },
    yAxis: { type: "value" as const },
    series: [{ type: "bar" as const, data: [{ value: 1, href: "/a/" }] }],
    tooltip: { renderMode: "html" as const },
  };

  it("never draws tooltips as markup with style attributes", () => {
    expect(prepared(option, false).tooltip).toMatchObject({ renderMode: "richText" });
  });

  it("stands still for readers who asked for less motion", () => {
    expect(prepared(option, true).animation).toBe(false);
    expect(prepared(option, false).animation).toBe(true);
  });

  it("shows the hand only where a click leads somewhere", () => {
    expect(prepared(option, true).series).toMatchObject([{ cursor: "pointer" }]);
    const bare = { ...option, series: [{ type: "bar" as const, data: [1] }] };
    expect(prepared(bare, true).series).toMatchObject([{ cursor: "default" }]);
  });

  it("paints an outcome with the colour of its badge, and unknown with stripes too", () => {
    document.documentElement.style.setProperty("--a-met", "#17633a");
    document.documentElement.style.setProperty("--a-unknown", "#6b4a00");
    const data = [
      { value: 31, outcome: "met" },
      { value: 9, outcome: "unknown" },
    ];
    const series = prepared({ series: [{ type: "pie", data }] }, true).series;
    expect(series).toMatchObject([
      {
        data: [
          { itemStyle: { color: "#17633a" } },
          { itemStyle: { color: "#6b4a00", decal: { rotation: -0.8 } } },
        ],
      },
    ]);
  });

  it("reads upright categories from the top", () => {
    const upright = { ...option, xAxis: option.yAxis, yAxis: option.xAxis };
    expect(prepared(upright, true).yAxis).toMatchObject({ inverse: true });
  });
});
