// socket.io-client as a program of the interop tests: it does what a script says and prints what it sees, both as
// tests/interop/client/script.h has them.
//
//   node echo_client.js --url URL --script FILE [--ca FILE] [--reconnect]
"use strict";

const fs = require("fs");
const { io } = require("socket.io-client");
const { flags, fromScript, tell, toLine } = require("./script.js");

const given = flags();
const script = JSON.parse(fs.readFileSync(given.script, "utf8"));
const socket = io(given.url + (script.namespace || "/"), {
  transports: ["websocket"],
  auth: script.auth,
  reconnection: Boolean(given.reconnect),
  reconnectionDelay: 200,
  reconnectionDelayMax: 500,
  ca: given.ca ? fs.readFileSync(given.ca) : undefined,
});

let seen = 0;
function count() {
  if (++seen === script.until) socket.disconnect();
}

socket.on("connect", () => {
  tell("connected", { namespace: script.namespace || "/" });
  script.emit.forEach((event, of) => {
    const args = fromScript(event.arguments);
    if (event.ack) {
      args.push((...answer) => {
        tell("ack", { of, arguments: toLine(answer) });
        count();
      });
    }
    socket.emit(event.event, ...args);
  });
});
socket.onAny((event, ...args) => {
  const acknowledge = typeof args[args.length - 1] === "function" ? args.pop() : undefined;
  tell("event", { event, arguments: toLine(args) });
  if (acknowledge) acknowledge(...args);
  count();
});
socket.on("connect_error", (error) => {
  if (given.reconnect && socket.active) return;
  const cause = error.description && error.description.message;
  tell("refused", { message: cause ? `${error.message}: ${cause}` : error.message });
  socket.disconnect();
});
socket.on("disconnect", (reason) => tell("disconnected", { reason }));
