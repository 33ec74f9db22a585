// socket.io as the server of the interop tests; its events and flags are those of ../echo_server.py, and one more: on
// `drop` it breaks the connection without a word.
"use strict";

const fs = require("fs");
const http = require("http");
const https = require("https");
const { Server } = require("socket.io");
const { flags, tell } = require("./script.js");

const given = flags();
const listener = given["tls-cert"]
  ? https.createServer({ cert: fs.readFileSync(given["tls-cert"]), key: fs.readFileSync(given["tls-key"]) })
  : http.createServer();
const io = new Server(listener, {
  pingInterval: Number(given["ping-interval-ms"] || 25000),
  pingTimeout: Number(given["ping-timeout-ms"] || 20000),
  maxHttpBufferSize: Number(given["max-payload"] || 16000000),
});

for (const namespace of ["/", "/custom"]) {
  io.of(namespace).on("connection", (socket) => {
    tell("connected", { namespace });
    socket.emit("auth", socket.handshake.auth);
    socket.on("disconnect", (reason) => tell("disconnected", { namespace, reason }));
    socket.on("message", (...args) => socket.emit("message-back", ...args));
    socket.on("message-with-ack", (...args) => args.pop()(...args));
    socket.on("question", (...args) => {
      socket.emit("question", ...args, (...answer) => socket.emit("answered", ...answer));
    });
    socket.on("leave", () => socket.disconnect());
    socket.on("drop", () => socket.conn.transport.socket.terminate());
  });
}
listener.listen(Number(given.port), "127.0.0.1");
