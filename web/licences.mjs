// The licences of what is bundled, for the file that goes with it; a licence that is not permissive ends the build.

import { readFile, readdir } from "node:fs/promises";
import path from "node:path";

const PERMISSIVE = new Set([
  "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "CC0-1.0", "ISC", "MIT", "Unlicense",
]);

/**
 * The text that tells of every package of which a file was bundled: its name, version, licence and the licence's text.
 *
 * What such a package depends on is told too, for some are bundles themselves: the editor holds CodeMirror, and none of
 * CodeMirror's own files is read here.
 *
 * @param {string} root the folder that holds node_modules
 * @param {string[]} inputs files that were bundled, from `root`
 * @returns {Promise<string>}
 * @throws where a package has no permissive licence
 */
export async function licences(root, inputs) {
  const lock = JSON.parse(await readFile(path.join(root, "package-lock.json"), "utf8")).packages;
  /** @type {Set<string>} */
  const folders = new Set();
  const waiting = inputs.map(folderOf).filter((folder) => folder !== null);
  while (waiting.length) {
    const folder = /** @type {string} */ (waiting.pop());
    if (folders.has(folder)) continue;
    folders.add(folder);
    waiting.push(...Object.keys(lock[folder].dependencies ?? {}).map((name) => found(lock, folder, name)));
  }
  const told = await Promise.all([...folders].sort().map((folder) => licence(root, folder)));
  return told.join(`\n${"-".repeat(80)}\n\n`) || "No library is bundled.\n";
}

/**
 * The folder of the package that a file is of; null for a file of ours.
 *
 * @param {string} file
 * @returns {string | null}
 */
function folderOf(file) {
  const matched = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file.replaceAll("\\", "/"));
  return matched && matched[0];
}

/**
 * Where Node finds a package that another one names: beside it, or further out.
 *
 * @param {Record<string, object>} lock by folder
 * @param {string} folder of the package that names it
 * @param {string} name
 * @returns {string}
 */
function found(lock, folder, name) {
  for (let outer = `${folder}/`; ; ) {
    const place = `${outer}node_modules/${name}`;
    if (place in lock) return place;
    if (!outer) throw new Error(`${folder} needs ${name}, which the lock does not hold`);
    outer = outer.slice(0, outer.slice(0, -1).lastIndexOf("node_modules/"));
  }
}

/**
 * @param {string} root
 * @param {string} folder
 */
async function licence(root, folder) {
  const place = path.join(root, folder);
  const { name, version, license } = JSON.parse(await readFile(path.join(place, "package.json"), "utf8"));
  if (!isPermissive(license)) throw new Error(`${name} ${version}: licence «${license}» may not be bundled`);
  const file = (await readdir(place)).sort().find((one) => /^(licen[cs]e|copying)/i.test(one));
  const text = file ? await readFile(path.join(place, file), "utf8") : "(The package holds no text of its licence.)\n";
  return `${name} ${version}: ${license}\n\n${text.trimEnd()}\n`;
}

/**
 * Whether one of the licences that one may choose from is permissive: "(MPL-2.0 OR Apache-2.0)".
 *
 * @param {unknown} license as package.json tells it
 */
function isPermissive(license) {
  if (typeof license !== "string") return false;
  return license.replace(/^\((.*)\)$/, "$1").split(" OR ").some((one) => PERMISSIVE.has(one));
}
