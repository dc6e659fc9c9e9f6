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
    line: { symbolSize: 8, lineStyle: { width: 3 } },
    visualMap: {
      textStyle: { color: ink, fontSize: 14 },
      color: [colour("--a-heat-4"), colour("--a-heat-2"), colour("--a-heat-0")],
    },
  };
}

function hasLinks(series: unknown): boolean {
  const data = (series as { data?: unknown } | null)?.data;
  return Array.isArray(data) && data.some((datum) => (datum as Plain | null)?.href);
}

/** The server's option with our defaults below it. */
export function prepared(option: EChartsOption, still: boolean): EChartsOption {
  const given = option as Plain;
  const list = Array.isArray(given.series) ? given.series : given.series ? [given.series] : [];
  const result: Plain = {
    ...given,
    animation: !still && given.animation !== false,
    series: list.map((one: Plain) => ({ cursor: hasLinks(one) ? "pointer" : "default", ...one })),
    // The other way of drawing a tooltip writes style attributes, which the page's policy refuses.
    tooltip: {
      trigger: given.xAxis ? "axis" : "item",
      ...((given.tooltip as Plain) ?? {}),
      renderMode: "richText",
      confine: true,
    },
  };
  if (given.xAxis || given.yAxis) {
    const top = given.legend ? 48 : 24;
    const bottom = given.visualMap ? 56 : 8;
    const grid = { left: 8, right: 24, top, bottom, outerBoundsMode: "same" };
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
