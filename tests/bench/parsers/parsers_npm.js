// A fragment's message through engine.io-parser and socket.io-parser and back; run by ../parsers.py.
//
//   node --expose-gc --max-semi-space-size=128 parsers_npm.js MESSAGE SECONDS
//
// prints {"seconds": {"decode": …, "encode": …}, "bytes": {…}}, each for one, seconds of CPU. Bytes are what the heap grows by while
// nothing is collected.
"use strict";

const fs = require("fs");
const { PerformanceObserver } = require("perf_hooks");
const engine = require("engine.io-parser");
const { Decoder, Encoder, PacketType } = require("socket.io-parser");

const REPETITIONS = 20;
const message = fs.readFileSync(process.argv[2], "utf8");
const seconds = Number(process.argv[3]);

function decode() {
  const decoder = new Decoder();
  let data;
  decoder.on("decoded", (packet) => (data = packet.data));
  decoder.add(engine.decodePacket(message, "nodebuffer").data);
  return data;
}

const encoder = new Encoder();
function encode(data) {
  const [packet] = encoder.encode({ type: PacketType.EVENT, nsp: "/", data });
  let text;
  engine.encodePacket({ type: "message", data: packet }, true, (encoded) => (text = encoded));
  return text;
}

// All threads: those that collect garbage are part of the price.
function cpuSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

let kept; // or an optimiser might find that nobody needs it
function secondsEach(operation) {
  let runs = 0;
  let passed = 0;
  for (const began = cpuSeconds(); passed < seconds; passed = cpuSeconds() - began) {
    for (let i = 0; i < REPETITIONS; ++i) kept = operation();
    runs += REPETITIONS;
  }
  return passed / runs;
}

let collections = 0;
new PerformanceObserver((list) => (collections += list.getEntries().length)).observe({ entryTypes: ["gc"] });

async function bytesEach(operation) {
  for (;;) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 10)); // observers are told later
    collections = 0;
    const before = process.memoryUsage();
    for (let i = 0; i < REPETITIONS; ++i) kept = operation();
    const after = process.memoryUsage();
    await new Promise((resolve) => setTimeout(resolve, 10));
    const grown = after.heapUsed + after.external - before.heapUsed - before.external;
    if (collections === 0) return grown / REPETITIONS;
  }
}

async function main() {
  const data = decode();
  if (encode(data) !== message) throw new Error("another message came out");
  const operations = { decode, encode: () => encode(data) };
  const found = { seconds: {}, bytes: {} };
  for (const [name, operation] of Object.entries(operations)) {
    found.seconds[name] = secondsEach(operation);
    found.bytes[name] = await bytesEach(operation);
  }
  process.stdout.write(JSON.stringify(found) + "\n");
}

main();
