// A voice agent that speaks Postrider's streams, in the shape of Twilio's Media Streams. It greets with three tones, then says
// everything back that it hears. It needs Node 20 or later and nothing else: the few lines of WebSocket that it takes stand below.
import { createServer } from "node:http";
import { createHash } from "node:crypto";

const port = Number(process.env.PORT ?? 8765);
const server = createServer((_, response) => response.writeHead(426).end("This is a WebSocket.\n"));

server.on("upgrade", (request, socket) => {
  const key = request.headers["sec-websocket-key"];
  if (request.headers.upgrade?.toLowerCase() !== "websocket" || !key) {
    return socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
  }

  const accept = createHash("sha1").update(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest("base64");
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  talk(socket);
});

server.listen(port, "127.0.0.1", () => console.log(`ws://127.0.0.1:${port}/`));

/** One call, from its first message to its last. */
function talk(socket) {
  const say = (message) => send(socket, 1, Buffer.from(JSON.stringify(message)));
  const media = (ulaw) => say({ event: "media", media: { payload: ulaw.toString("base64") } });
  let greeted = false;

  const hear = {
    start({ start }) {
      console.log("call", start.callSid, "to", start.customParameters.to, start.customParameters);
      for (const hertz of [440, 550, 660]) {
        media(tone(hertz, 0.25));
      }

      // It comes back once the tones have been said.
      say({ event: "mark", mark: { name: "greeted" } });
      say({ event: "transcript", who: "agent", text: "(three tones)" });
    },
    mark({ mark }) {
      greeted ||= mark.name === "greeted";
    },
    media({ media: { payload } }) {
      if (greeted) {
        media(Buffer.from(payload, "base64"));
      }
    },
    dtmf({ dtmf }) {
      console.log("digit", dtmf.digit);
      if (dtmf.digit === "*") {
        say({ event: "clear" });
      } else if (dtmf.digit === "#") {
        send(socket, 8, Buffer.from([0x03, 0xe8]));
      }
    },
    stop() {
      console.log("the call is over");
    },
  };

  receive(socket, (message) => hear[message.event]?.(message));
}

/** µ-law at 8 kHz, with soft edges. */
function tone(hertz, seconds) {
  const samples = Math.round(8000 * seconds);
  return Buffer.from(Array.from({ length: samples }, (_, i) => {
    const edge = Math.min(1, i / 80, (samples - i) / 80);
    return toMuLaw(Math.round(12000 * edge * Math.sin((2 * Math.PI * hertz * i) / 8000)));
  }));
}

function toMuLaw(sample) {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), 32635) + 132;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 15)) & 0xff;
}

/** Frames of a server are not masked (RFC 6455). */
function send(socket, opcode, body) {
  const head = body.length < 126 ? Buffer.from([0x80 | opcode, body.length])
    : body.length < 65536 ? Buffer.from([0x80 | opcode, 126, body.length >> 8, body.length & 255])
    : Buffer.concat([Buffer.from([0x80 | opcode, 127, 0, 0, 0, 0]), Buffer.from(Uint32Array.of(body.length).buffer).reverse()]);
  socket.write(Buffer.concat([head, body]));
}

/** Frames of a client are masked. A frame without its last byte waits for more. */
function receive(socket, tell) {
  let waiting = Buffer.alloc(0);
  let parts = [];
  socket.on("error", () => socket.destroy());
  socket.on("data", (data) => {
    waiting = Buffer.concat([waiting, data]);
    while (waiting.length >= 6) {
      const short = waiting[1] & 127;
      const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
      if (waiting.length < 6 + extra) {
        return;
      }

      const length = extra === 2 ? waiting.readUInt16BE(2) : extra === 8 ? Number(waiting.readBigUInt64BE(2)) : short;
      if (length > 1024 * 1024) {
        return socket.destroy();
      }

      const start = 6 + extra;
      if (waiting.length < start + length) {
        return;
      }

      const mask = waiting.subarray(start - 4, start);
      const body = Buffer.from(waiting.subarray(start, start + length).map((byte, i) => byte ^ mask[i & 3]));
      const [isLast, opcode] = [waiting[0] & 0x80, waiting[0] & 15];
      waiting = waiting.subarray(start + length);
      if (opcode === 8) {
        send(socket, 8, body.subarray(0, 2));
        return socket.end();
      } else if (opcode === 9) {
        send(socket, 10, body);
      } else if (opcode < 3) {
        parts.push(body);
        if (isLast) {
          tell(JSON.parse(Buffer.concat(parts).toString()));
          parts = [];
        }
      }
    }
  });
}
