/** The parts of ECharts we use, and our one way of drawing. Loaded lazily by `<a-chart>`. */
import type { EChartsOption } from "echarts";
import { BarChart, HeatmapChart, LineChart, PieChart } from "echarts/charts";
import {
  AriaComponent,
  DatasetComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([
  BarChart,
  HeatmapChart,
  LineChart,
  PieChart,
  AriaComponent,
  DatasetComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
  CanvasRenderer,
]);

type Plain = Record<string, unknown>;

/** Colours come from the style sheet, so that page and chart cannot part. */
function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function theme(): Plain {
  const ink = colour("--a-ink");
  const soft = colour("--a-ink-soft");
  const line = colour("--a-line");
  const axis = {
    axisLine: { lineStyle: { color: line } },
    axisTick: { show: false },
    axisLabel: { color: soft, fontSize: 14 },
    nameTextStyle: { color: soft, fontSize: 14 },
    splitLine: { lineStyle: { color: line } },
  };
  return {
    color: [1, 2, 3, 4, 5, 6].map((number) => colour(`--a-chart-${number}`)),
    textStyle: { color: ink, fontSize: 14, fontFamily: colour("--a-font") },
    title: { textStyle: { color: ink, fontSize: 16 } },
    legend: { textStyle: { color: ink, fontSize: 14 }, itemGap: 20 },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: { ...axis, axisLine: { show: false } },
    timeAxis: axis,
    bar: { barMaxWidth: 32, itemStyle: { borderRadius: 2 } },
    heatmap: { itemStyle: { borderColor: colour("--a-paper"), borderWidth: 2 } },
    line: { symbolSize: 8, lineStyle: { width: 3 } },
    visualMap: {
      textStyle: { color: ink, fontSize: 14 },
      color: [colour("--a-heat-4"), colour("--a-heat-2"), colour("--a-heat-0")],
    },
  };
}

/** A datum or series that names its `outcome` gets the colour the badge of that outcome has. */
function outcomeStyle(outcome: unknown): Plain | null {
  if (typeof outcome !== "string" || !/^[a-z_]+$/.test(outcome)) return null;
  const fill = colour(`--a-${outcome.replaceAll("_", "-")}`);
  if (!fill) return null;
  // Unknown is told apart by stripes too, not by colour alone.
  const decal = { dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -0.8, color: "#ffffff99" };
  return outcome === "unknown" ? { color: fill, decal } : { color: fill };
}

function painted(one: Plain): Plain {
  const style = outcomeStyle(one.outcome);
  const result = style ? { ...one, itemStyle: { ...style, ...(one.itemStyle as Plain) } } : one;
  if (!Array.isArray(one.data)) return result;
  const data = one.data.map((datum: unknown) => {
    const own = outcomeStyle((datum as Plain | null)?.outcome);
    const plain = datum as Plain;
    return own ? { ...plain, itemStyle: { ...own, ...(plain.itemStyle as Plain) } } : datum;
  });
  return { ...result, data };
}

/** Lists are read from the top: the first name of an upright axis stands there. */
function fromTop(axis: unknown): unknown {
  if (Array.isArray(axis) || typeof axis !== "object" || axis === null) return axis;
  return (axis as Plain).type === "category" ? { inverse: true, ...axis } : axis;
}

function hasLinks(series: unknown): boolean {
  const data = (series as { data?: unknown } | null)?.data;
  return Array.isArray(data) && data.some((datum) => (datum as Plain | null)?.href);
}

/** The server's option with our defaults below it. */
export function prepared(option: EChartsOption, still: boolean): EChartsOption {
  const given = option as Plain;
  const list = Array.isArray(given.series) ? given.series : given.series ? [given.series] : [];
  const heat = list.some((one: Plain) => one.type === "heatmap");
  const result: Plain = {
    ...given,
    animation: !still && given.animation !== false,
    series: list.map((one: Plain) => ({
      cursor: hasLinks(one) ? "pointer" : "default",
      ...painted(one),
    })),
    // The other way of drawing a tooltip writes style attributes, which the page's policy refuses.
    tooltip: {
      trigger: given.xAxis && !heat ? "axis" : "item",
      textStyle: { color: colour("--a-ink"), fontSize: 14 },
      ...((given.tooltip as Plain) ?? {}),
      renderMode: "richText",
      confine: true,
    },
  };
  if (given.xAxis || given.yAxis) {
    if (given.legend) result.legend = { top: 0, left: 0, ...(given.legend as Plain) };
    const top = given.legend ? 48 : 24;
    const bottom = given.visualMap ? 56 : 8;
    if (given.yAxis) result.yAxis = fromTop(given.yAxis);
    // Cells without a number are unknown, and must not look like a low one.
    const ground = heat
      ? { show: true, borderWidth: 0, backgroundColor: colour("--a-unknown-pale") }
      : {};
    const grid = { ...ground, left: 8, right: 16, top, bottom, outerBoundsMode: "same" };
    result.grid = Array.isArray(given.grid) ? given.grid : { ...grid, ...(given.grid as Plain) };
  }
  return result as EChartsOption;
}

/** Draw `option` into `box`; `onClick` gets the datum. Returns what takes it down again. */
export function mount(
  box: HTMLElement,
  option: EChartsOption,
  onClick: (data: unknown) => void,
): () => void {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const chart = init(box, theme(), { renderer: "canvas" });
  chart.setOption(prepared(option, still));
  chart.on("click", (event) => onClick(event.data));
  const watch = new ResizeObserver(() => chart.resize());
  watch.observe(box);
  return () => {
    watch.disconnect();
    chart.dispose();
  };
}
