import { beforeEach, describe, expect, it, vi } from "vitest";
import { check, DrawCheck, DrawSecret, sha256, type Transcript } from "./draw-check";
import given from "./draw-check.sample.json";

customElements.define("a-draw-check", DrawCheck);
customElements.define("a-draw-secret", DrawSecret);

const sample = (): Transcript => structuredClone(given) as unknown as Transcript;
const settle = async (ready: () => boolean): Promise<void> => {
  for (let n = 0; n < 200 && !ready(); n += 1) await new Promise((done) => setTimeout(done, 5));
};

beforeEach(() => {
  document.body.innerHTML = "";
});

describe("recomputing a draw", () => {
  it("agrees with the transcript the server wrote", async () => {
    expect(await check(sample(), given.frame_hash)).toEqual([]);
  });

  it.each<[string, (t: Transcript) => void, string]>([
    [
      "another list",
      (t) => {
        t.frame = t.frame.replace("object e049\n", "");
      },
      "名录",
    ],
    [
      "another secret",
      (t) => {
        t.contributions[0]!.secret = "b".repeat(16);
      },
      "口令",
    ],
    [
      "another seed",
      (t) => {
        t.seed = "0".repeat(64);
      },
      "种子",
    ],
    [
      "another public number",
      (t) => {
        t.public = "04";
      },
      "种子",
    ],
    [
      "another order",
      (t) => {
        t.objects.reverse();
      },
      "企业",
    ],
    [
      "other officers",
      (t) => {
        t.officers[t.objects[0]!]!.reverse();
      },
      "人员",
    ],
    [
      "a successor out of turn",
      (t) => {
        t.replaced!.splice(0, 1);
      },
      "递补",
    ],
    [
      "a successor of something that gave way already",
      (t) => {
        t.replaced![2]!.before = t.replaced![0]!.before;
      },
      "递补",
    ],
    [
      "other officers of a successor",
      (t) => {
        t.replaced![0]!.officers.reverse();
      },
      "递补",
    ],
  ])("finds %s", async (_, change, says) => {
    const data = sample();
    change(data);
    expect((await check(data, given.frame_hash)).join()).toContain(says);
  });

  it("holds the list against the hash shown before the draw", async () => {
    expect((await check(sample(), "0".repeat(64))).join()).toContain("名录");
  });

  it("says so in the page", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify(sample()))));
    document.body.innerHTML = `<a-draw-check src="/x.json" frame-hash="${given.frame_hash}">
      <button type="button">复算</button><div role="status"></div></a-draw-check>`;
    document.querySelector("button")!.click();
    const status = document.querySelector("[role=status]")!;
    await settle(() =>
      Boolean(document.querySelector<HTMLElement>("a-draw-check")!.dataset.outcome),
    );
    expect(status.textContent).toContain("复算一致：名录 50 家，抽取 10 家");
    vi.unstubAllGlobals();
  });
});

describe("making a secret", () => {
  it("fills in the hash and shows the secret only here", async () => {
    document.body.innerHTML = `<form><a-draw-secret draw="d1" fills="commitment">
      <button type="button">生成</button><output></output></a-draw-secret>
      <input name="commitment"></form>`;
    document.querySelector("button")!.click();
    const field = document.querySelector<HTMLInputElement>("input")!;
    const shown = document.querySelector("output")!;
    await settle(() => Boolean(shown.textContent));
    const secret = /[0-9a-f]{32}/.exec(shown.textContent ?? "")![0];
    expect(field.value).toBe(await sha256(`d1|${secret}`));
  });
});
