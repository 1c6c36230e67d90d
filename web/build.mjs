// Bundles every page's script, web/src/pages/<name>.js, into api/pages/static/built/<name>.js, with the style sheets it
// imports in <name>.css beside it. `hatch_build.py` runs this at install; by hand: `npm ci && node build.mjs` in web/.

import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { licences } from "./licences.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const PAGES = path.join(HERE, "src", "pages");
const STATIC = path.join(HERE, "..", "api", "pages", "static");
const BUILT = path.join(STATIC, "built");

/** Bundles into a folder of its own, then moves file by file: who reads a page meanwhile finds the old or the new. */
async function main() {
  const scripts = (await readdir(PAGES)).filter((name) => name.endsWith(".js"));
  await mkdir(STATIC, { recursive: true });
  const fresh = await mkdtemp(path.join(STATIC, "built-"));
  try {
    const { metafile } = await build({
      absWorkingDir: HERE,
      entryPoints: scripts.map((name) => path.join(PAGES, name)),
      outdir: fresh,
      bundle: true,
      format: "esm",
      // What several pages use, and what a page imports only when asked to, is loaded once, and when it is wanted.
      splitting: true,
      chunkNames: "part-[hash]",
      minify: true,
      // Browsers of 2022 and later; what an office's managed computer has.
      target: ["es2022"],
      charset: "utf8",
      legalComments: "none", // all licences are in one file
      loader: { ".rq": "text" },
      metafile: true,
      logLevel: "warning",
    });
    await writeFile(path.join(fresh, "licences.txt"), await licences(HERE, Object.keys(metafile.inputs)));
    await replace(fresh, BUILT);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/**
 * @param {string} fresh folder whose files take the place of those in `built`
 * @param {string} built
 */
async function replace(fresh, built) {
  await mkdir(built, { recursive: true });
  const names = await readdir(fresh);
  // First what the scripts of pages import, last what imports it.
  const parts = names.filter((name) => name.startsWith("part-"));
  for (const name of [...parts, ...names.filter((name) => !parts.includes(name))]) {
    await rename(path.join(fresh, name), path.join(built, name));
  }
  for (const name of await readdir(built)) {
    if (!names.includes(name)) await rm(path.join(built, name), { recursive: true });
  }
}

await main();
