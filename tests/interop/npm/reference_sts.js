// An STS as others build it: npm's socket.io, echoing the audio it is sent. It shares no code with us; its protocol and
// its record are those of ../reference_sts.py.
//
//   node reference_sts.js --port 8080 --record FILE [--delay-ms N] [--ping-interval S]
//
// Its own habits: results leave in the order of sequence numbers and ask for a Socket.IO ack, absent fields stay absent,
// and after stream:complete the whole connection is closed.
"use strict";

const fs = require("fs");
const http = require("http");
const { Server } = require("socket.io");
const { flags } = require("./script.js");

const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const CLOSE_AFTER_COMPLETE_MS = 200;
const KEYS = ["stream_id", "fragment_id", "sequence_number", "status"];

const given = flags();
const delayMs = Number(given["delay-ms"] || 0);
const record = fs.openSync(given.record, "w");
const began = Date.now();

function withoutAudio(name, value) {
  return name === "data_base64" ? { bytes: value.length } : value;
}

function write(kind, socket, event, payload) {
  const line = { at_ms: Date.now() - began, connection: socket.id, kind, event };
  for (const key of KEYS) if (payload[key] !== undefined && payload[key] !== null) line[key] = payload[key];
  fs.writeSync(record, JSON.stringify({ ...line, payload }, withoutAudio) + "\n");
}

// One stream on one connection.
class Session {
  constructor(socket, init) {
    this.socket = socket;
    this.streamId = init.stream_id;
    this.began = Date.now();
    this.waiting = new Map(); // results by sequence number, until it is their turn
    this.next = 0;
    this.received = 0;
    this.ending = false;
  }

  emit(event, payload, ...callback) {
    this.socket.emit(event, payload, ...callback);
    write("sent", this.socket, event, payload);
  }

  take(fragment) {
    const arrived = Date.now();
    this.received += 1;
    this.emit("fragment:ack", { fragment_id: fragment.fragment_id, status: "queued" });
    setTimeout(() => {
      this.waiting.set(fragment.sequence_number, {
        fragment_id: fragment.fragment_id,
        stream_id: fragment.stream_id,
        sequence_number: fragment.sequence_number,
        status: "success",
        dubbed_audio: fragment.audio,
        transcript: "“what was said” № 1",
        translated_text: "«lo que se dijo» \u{1f399}",
        processing_time_ms: Date.now() - arrived,
      });
      this.deliver();
    }, delayMs);
  }

  deliver() {
    for (let result; (result = this.waiting.get(this.next)); this.next += 1) {
      this.waiting.delete(this.next);
      const acked = (...values) => write("acked", this.socket, "fragment:processed", { values });
      this.emit("fragment:processed", result, acked);
    }
    if (this.ending && this.next === this.received) this.complete();
  }

  end() {
    this.ending = true;
    this.deliver();
  }

  complete() {
    this.ending = false;
    this.emit("stream:complete", {
      stream_id: this.streamId,
      total_fragments: this.next,
      total_duration_ms: Date.now() - this.began,
      statistics: { success_count: this.next, partial_count: 0, failed_count: 0, avg_processing_time_ms: delayMs },
    });
    setTimeout(() => this.socket.disconnect(true), CLOSE_AFTER_COMPLETE_MS);
  }
}

const listener = http.createServer();
const io = new Server(listener, {
  maxHttpBufferSize: MAX_MESSAGE_BYTES,
  pingInterval: 1000 * Number(given["ping-interval"] || 25),
  pingTimeout: 10000,
});
io.on("connection", (socket) => {
  let session;
  const headers = socket.handshake.headers;
  write("opened", socket, "connect", { "X-Stream-ID": headers["x-stream-id"], "X-Worker-ID": headers["x-worker-id"] });
  socket.on("disconnect", (reason) => write("closed", socket, "disconnect", { reason }));
  socket.onAny((event, payload) => write("received", socket, event, payload));
  socket.on("stream:init", (init) => {
    session = new Session(socket, init);
    session.emit("stream:ready", {
      stream_id: init.stream_id,
      session_id: `npm-${socket.id}`,
      max_inflight: init.max_inflight || 3,
      capabilities: { batch_processing: false, async_delivery: true },
    });
  });
  socket.on("fragment:data", (fragment) => session.take(fragment));
  socket.on("stream:end", () => session.end());
});
listener.listen(Number(given.port), "127.0.0.1");
