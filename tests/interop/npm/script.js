// What the npm programs of the interop tests have in common: their flags, and the lines that they print. Binary values
// are {"base64": "…"} in scripts and lines, as tests/interop/client/script.h says.
"use strict";

function flags() {
  const found = {};
  const words = process.argv.slice(2);
  for (let i = 0; i < words.length; ++i) {
    if (!words[i].startsWith("--")) throw new Error(`not a flag: ${words[i]}`);
    const hasValue = i + 1 < words.length && !words[i + 1].startsWith("--");
    found[words[i].slice(2)] = hasValue ? words[++i] : true;
  }
  return found;
}

function convert(value, leaf) {
  const converted = leaf(value);
  if (converted !== undefined) return converted;
  if (Array.isArray(value)) return value.map((item) => convert(item, leaf));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, convert(item, leaf)]));
}

function fromScript(value) {
  return convert(value, (v) => (v && typeof v.base64 === "string" ? Buffer.from(v.base64, "base64") : undefined));
}

function toLine(value) {
  return convert(value, (v) => (Buffer.isBuffer(v) ? { base64: v.toString("base64") } : undefined));
}

function tell(saw, more = {}) {
  process.stdout.write(JSON.stringify({ saw, ...more }) + "\n");
}

module.exports = { flags, fromScript, toLine, tell };
