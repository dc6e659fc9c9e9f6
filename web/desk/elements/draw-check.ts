/**
 * A published draw, recomputed in the browser from its transcript alone, and the making of a secret
 * that never leaves the browser until it is revealed. The rules are those of `plans/drawing.py`.
 */
const VERSION = "angen-draw/1";
const SECRET = /^[0-9A-Za-z]{16,64}$/;
const AT_ONCE = 2000;
const NO_CRYPTO =
  "这个浏览器环境不能计算哈希（需要 https 或本机地址），请下载抽取记录用其他工具复算。";

export interface Transcript {
  version: string;
  draw: string;
  frame: string;
  frame_hash: string;
  contributions: { commitment: string; secret: string }[];
  public: string;
  seed: string;
  objects: string[];
  officers: Record<string, string[]>;
  replaced?: Successor[];
}

/** An object that came later for one that was drawn, with its officers. */
interface Successor {
  before: string;
  after: string;
  officers: string[];
}

interface Frame {
  want: number;
  each: number;
  objects: string[];
  officers: string[];
  barred: Set<string>;
}

export async function sha256(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, "0")).join("");
}

/** The hashes of many texts; some at a time, so that a long list does not exhaust the phone. */
async function hashes(texts: string[]): Promise<string[]> {
  const found: string[] = [];
  for (let start = 0; start < texts.length; start += AT_ONCE) {
    found.push(...(await Promise.all(texts.slice(start, start + AT_ONCE).map(sha256))));
  }
  return found;
}

function readFrame(text: string): Frame {
  const lines = text.split("\n");
  const of = (word: string): string[] =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  return {
    want: Number(of("want")[0]),
    each: Number(of("each")[0]),
    objects: of("object"),
    officers: of("officer"),
    barred: new Set(of("conflict")),
  };
}

const before = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

async function order(seed: string, ids: string[]): Promise<string[]> {
  const keys = await hashes(ids.map((id) => `${seed}|${id}`));
  const pairs = ids.map((id, n) => [keys[n] ?? "", id] as const);
  return pairs.sort((a, b) => before(a[0], b[0])).map((pair) => pair[1]);
}

async function teams(frame: Frame, seed: string, objects: string[]): Promise<[string, string[]][]> {
  const load = new Map(frame.officers.map((one) => [one, 0]));
  const found: [string, string[]][] = [];
  for (const object of frame.each === 0 ? [] : objects) {
    const free = frame.officers.filter((one) => !frame.barred.has(`${object} ${one}`));
    const turn = await order(`${seed}|${object}`, free);
    // A stable sort: among those with the same burden the order of the hashes stays.
    turn.sort((a, b) => (load.get(a) ?? 0) - (load.get(b) ?? 0));
    const team = turn.slice(0, frame.each);
    for (const one of team) load.set(one, (load.get(one) ?? 0) + 1);
    found.push([object, team]);
  }
  return found;
}

/** Whether every successor is the next of the order, for one that stood till then. */
async function follow(given: Transcript, frame: Frame, ranked: string[]): Promise<boolean> {
  const standing = new Map(given.objects.map((one) => [one, given.officers[one] ?? []]));
  let place = given.objects.length;
  for (const one of given.replaced ?? []) {
    const former = standing.get(one.before);
    if (!former || ranked[place] !== one.after) return false;
    const may = (officer: string): boolean => !frame.barred.has(`${one.after} ${officer}`);
    const stay = former.filter(may);
    const free = frame.officers.filter((officer) => may(officer) && !stay.includes(officer));
    const team = [...stay, ...(await order(`${given.seed}|${one.after}`, free))];
    const wanted = team.slice(0, Math.max(frame.each, stay.length));
    if (wanted.join() !== one.officers.join()) return false;
    standing.delete(one.before);
    standing.set(one.after, wanted);
    place += 1;
  }
  return true;
}

/** What does not agree, in Chinese; empty where all of it does. */
export async function check(given: Transcript, committed: string): Promise<string[]> {
  if (given.version !== VERSION) return ["抽取记录的版本不认识，无法复算。"];
  const wrong: string[] = [];
  const frame = readFrame(given.frame);
  const hash = await sha256(given.frame);
  if (hash !== given.frame_hash || hash !== committed) wrong.push("名录与事先公布的哈希不符");
  for (const [n, one] of given.contributions.entries()) {
    const made = await sha256(`${given.draw}|${one.secret}`);
    if (!SECRET.test(one.secret) || made !== one.commitment)
      wrong.push(`第 ${n + 1} 份口令与事先公布的哈希不符`);
  }
  const secrets = given.contributions.map((one) => one.secret);
  const seed = await sha256([VERSION, given.frame_hash, ...secrets, given.public].join("\n"));
  if (secrets.length < 2 || seed !== given.seed) wrong.push("随机种子与口令不符");
  const ranked = await order(given.seed, frame.objects);
  const objects = ranked.slice(0, frame.want);
  if (objects.join("\n") !== given.objects.join("\n")) wrong.push("抽中企业与复算不符");
  const officers = Object.fromEntries(await teams(frame, given.seed, objects));
  const same = objects.every(
    (one) => (officers[one] ?? []).join() === (given.officers[one] ?? []).join(),
  );
  if (!same) wrong.push("执法人员与复算不符");
  if (!(await follow(given, frame, ranked))) wrong.push("递补的企业或人员与复算不符");
  return wrong;
}

/** `<a-draw-check src="…json" frame-hash="…"><button>…</button><div role="status"></div></a-draw-check>` */
export class DrawCheck extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", this.#run);
  }

  disconnectedCallback(): void {
    this.removeEventListener("click", this.#run);
  }

  #say(text: string, outcome = ""): void {
    const status = this.querySelector("[role=status]");
    if (!status) return;
    status.textContent = text;
    this.dataset.outcome = outcome;
  }

  #run = async (event: Event): Promise<void> => {
    if (!(event.target as Element).closest("button")) return;
    if (!globalThis.crypto?.subtle) return this.#say(NO_CRYPTO);
    this.#say("正在复算……");
    try {
      const answer = await fetch(this.getAttribute("src") ?? "");
      if (!answer.ok) return this.#say("取不到抽取记录，请稍后再试。");
      const given: Transcript = await answer.json();
      const wrong = await check(given, this.getAttribute("frame-hash") ?? "");
      if (wrong.length) return this.#say(`复算不一致：${wrong.join("；")}。`, "differs");
      const size = readFrame(given.frame).objects.length;
      const later = given.replaced?.length ? `，递补 ${given.replaced.length} 家` : "";
      const drawn = `名录 ${size} 家，抽取 ${given.objects.length} 家${later}`;
      this.#say(`复算一致：${drawn}，逐一相符。`, "agrees");
    } catch {
      this.#say("抽取记录不完整，无法复算。", "differs");
    }
  };
}

/** `<a-draw-secret draw="id" fills="commitment"><button>…</button><output></output></a-draw-secret>` */
export class DrawSecret extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", this.#make);
  }

  disconnectedCallback(): void {
    this.removeEventListener("click", this.#make);
  }

  #make = async (event: Event): Promise<void> => {
    if (!(event.target as Element).closest("button")) return;
    const shown = this.querySelector("output");
    if (!shown) return;
    if (!globalThis.crypto?.subtle) {
      shown.textContent = NO_CRYPTO;
      return;
    }
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const secret = Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
    const name = this.getAttribute("fills") ?? "";
    const field = this.closest("form")?.querySelector<HTMLInputElement>(`[name="${name}"]`);
    if (field) field.value = await sha256(`${this.getAttribute("draw")}|${secret}`);
    shown.textContent = `口令：${secret}（请抄下，揭示时要用；服务器不保存）`;
  };
}
