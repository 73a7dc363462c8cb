// Checks posts as a receiver does that has only the specification (standardwebhooks.com): one JSON object per line comes in
// with the secret, the headers and the body; one line goes out, with "ok" or what is wrong.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createInterface } from 'node:readline';

const tolerance = 5 * 60;

function fault({ secret, headers, body, now }) {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headers[name]);
  if (!id || id.includes('.') || !/^\d+$/.test(timestamp ?? '') || !signatures) return 'a header is missing or malformed';
  if (Math.abs(now - Number(timestamp)) > tolerance) return 'the timestamp is too far off';
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  if (key.length < 24 || key.length > 64) return 'the secret has not 24 to 64 bytes';
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(Buffer.from(body, 'base64')).digest();
  const signed = signatures.split(' ').some((entry) => {
    const [version, value] = entry.split(',');
    const given = Buffer.from(value ?? '', 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
  return signed ? 'ok' : 'no signature matches';
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(fault(JSON.parse(line)));
}
