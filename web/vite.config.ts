import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const OUT = "../src/angen/desk/static/dist";

/** Writes .gz and .br beside every asset, which WhiteNoise serves to browsers that take them. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    closeBundle() {
      const folder = join(import.meta.dirname, OUT, "assets");
      for (const name of readdirSync(folder).filter((one) => /\.(js|css)$/.test(one))) {
        const bytes = readFileSync(join(folder, name));
        writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
        writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes));
      }
    },
  };
}

export default defineConfig({
  base: "/static/dist/",
  plugins: [compressed()],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    manifest: "manifest.json",
    // Office computers in townships still run browsers built on Chromium 87.
    target: ["chrome87", "edge88", "firefox78", "safari14"],
    // One step newer for styles: older ones need a rule per writing direction, 24,000 in all,
    // where they now merely lose some round corners.
    cssTarget: ["chrome89", "edge89", "firefox78", "safari15"],
    // The page's policy allows our own files only, so nothing is folded into data: URLs.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: { input: { desk: "desk/main.ts" } },
  },
  test: { environment: "happy-dom", include: ["desk/**/*.test.ts"] },
});
