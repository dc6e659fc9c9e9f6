/** The desk's one entry: styles, htmx under a strict policy, and our custom elements. */
import "@tabler/core/dist/css/tabler.min.css";
import "./css/tokens.css";
import "./css/layout.css";
import "./css/phone.css";
import "./css/forms.css";
import "./css/parts.css";
import "./css/tables.css";
import "./css/elements.css";
import "./css/print.css";
import "./htmx";
import "./keys";
import { Chart } from "./elements/chart";
import { Confirm } from "./elements/confirm";
import { Copy } from "./elements/copy";
import { DrawCheck, DrawSecret } from "./elements/draw-check";
import { Filter } from "./elements/filter";
import { More } from "./elements/more";
import { Toast } from "./elements/toast";

const elements: Record<string, CustomElementConstructor> = {
  "a-chart": Chart,
  "a-confirm": Confirm,
  "a-copy": Copy,
  "a-draw-check": DrawCheck,
  "a-draw-secret": DrawSecret,
  "a-filter": Filter,
  "a-more": More,
  "a-toast": Toast,
};

for (const [name, element] of Object.entries(elements)) {
  if (!customElements.get(name)) customElements.define(name, element);
}
