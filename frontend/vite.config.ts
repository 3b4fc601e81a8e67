import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import purgecss from "@fullhuman/postcss-purgecss";
import { defineConfig, type Plugin } from "vite";

const built = resolve(import.meta.dirname, "../src/khoso/foundation/web/static/built");

/** Collects the icons named in icons.json into one small file that the `icon` template tag reads. */
function icons(): Plugin {
  const folder = resolve(import.meta.dirname, "node_modules/@tabler/icons/icons/outline");
  return {
    name: "khoso-icons",
    generateBundle() {
      const names: string[] = JSON.parse(readFileSync(resolve(import.meta.dirname, "icons.json"), "utf-8"));
      const shapes: Record<string, string> = {};
      for (const name of names) {
        const svg = readFileSync(resolve(folder, `${name}.svg`), "utf-8");
        shapes[name] = svg
          .replace(/^[\s\S]*?<svg[\s\S]*?>/, "")
          .replace("</svg>", "")
          .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" ?\/>/, "")
          .replace(/\s*\n\s*/g, "")
          .trim();
      }
      this.emitFile({ type: "asset", fileName: "icons.json", source: JSON.stringify(shapes) });
    },
  };
}

/** A compressed copy beside every text file: the web server sends it as it is. */
function compressed(): Plugin {
  return {
    name: "khoso-compressed",
    closeBundle() {
      const folder = resolve(built, "assets");
      for (const name of readdirSync(folder).filter((name) => /\.(js|css)$/.test(name))) {
        const plain = readFileSync(resolve(folder, name));
        writeFileSync(resolve(folder, `${name}.br`), brotliCompressSync(plain));
        writeFileSync(resolve(folder, `${name}.gz`), gzipSync(plain, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  // Relative addresses: the pages may be served below any STATIC_URL.
  base: "./",
  plugins: [icons(), compressed()],
  css: {
    postcss: {
      plugins: [
        // Tabler is 600 kB of style, most of it for things we do not have: only what templates and code name is kept.
        purgecss({
          content: ["../src/khoso/**/*.html", "../src/khoso/**/*.py", "src/**/*.ts"],
          safelist: { greedy: [/^ks-/, /^is-/, /^tone-/, /^lamp-/, /^edge-/, /^flag-/, /^has-/, /data-bs-theme/, /openseadragon/] },
        }),
      ],
    },
  },
  build: {
    outDir: built,
    emptyOutDir: true,
    manifest: true,
    target: "es2022",
    // The content security policy allows fonts and scripts from this site only, no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: ["src/app.ts", "src/theme.ts", "src/gallery.ts", "src/rework.ts"] },
    chunkSizeWarningLimit: 700,
  },
});
