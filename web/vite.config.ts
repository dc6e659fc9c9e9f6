import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "/static/dist/",
  build: {
    outDir: "../src/angen/desk/static/dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    // Office computers in townships still run browsers built on Chromium 87.
    target: ["chrome87", "edge88", "firefox78", "safari14"],
    // The page's policy allows our own files only, so nothing is folded into data: URLs.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: { input: { desk: "desk/main.ts" } },
  },
  test: { environment: "happy-dom", include: ["desk/**/*.test.ts"] },
});
