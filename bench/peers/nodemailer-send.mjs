// nodemailer's pool of ten, as its manual sets it up, kept full for a time.
import nodemailer from 'nodemailer';

const { PORT, SECONDS, CONNECTIONS } = process.env;
const transport = nodemailer.createTransport({ pool: true, maxConnections: Number(CONNECTIONS), maxMessages: Infinity, host: '127.0.0.1', port: Number(PORT), secure: false, ignoreTLS: true });
const text = 'A line of a plain mail, neither long nor short.\n'.repeat(33);
const began = performance.now();
const over = () => performance.now() - began > Number(SECONDS) * 1000;
let finished = 0;
await Promise.all(Array.from({ length: 2 * Number(CONNECTIONS) }, async () => {
  while (!over()) {
    await transport.sendMail({ from: '"Team" <team@bench.test>', to: 'alex@bench.test', subject: 'Quick introduction', text });
    finished++;
  }
}));
const seconds = (performance.now() - began) / 1000;
transport.close();
console.log(JSON.stringify({ finished, seconds, per_second: finished / seconds }));
