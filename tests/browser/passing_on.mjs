// A site whose faults are a test's to choose: it passes everything on to the real server, but for what the test says. It can
// be gone, and come back at the same address.
import { createHash } from 'node:crypto';
import { createServer, get } from 'node:http';
import { serve } from './harness.mjs';

/**
 * Starts the site. `answers` maps a path such as `/worker.js` to what is sent instead: text or bytes, or a function of the
 * request and the answer of Node's own server.
 */
export async function passingOn() {
  const behind = await serve();
  const answers = new Map();
  const asked = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, behind);
    asked.push(pathname);
    const instead = answers.get(pathname) ?? answers.get('*');
    if (typeof instead === 'function') instead(request, response);
    else void pass(behind, request, response, instead).catch(() => response.destroy());
  });
  const listen = (port) => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address();
  return {
    url: `http://127.0.0.1:${port}/`,
    answers,
    asked,
    /** No network any more: connections are refused. */
    goAway: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
    comeBack: () => listen(port),
    /** Makes the site serve another version: the page with another title, and what belongs to it. */
    async release(title) {
      const [page, list, worker] = await Promise.all(
        ['index.html', 'files.json', 'worker.js'].map(async (file) => (await read(behind + file)).body.toString()),
      );
      const change = (text) => text.replace(/<title>[^<]*/, `<title>${title}`);
      const other = change(page);
      const mark = createHash('sha256').update(title).digest('hex').slice(0, 16);
      const versioned = (text) =>
        text
          .replace(sha256(page), sha256(other))
          .replace(/"version":"[0-9a-f]+"/, `"version":"${mark}"`);
      answers.set('/', other).set('/index.html', other);
      answers.set('/files.json', versioned(list)).set('/worker.js', versioned(worker));
    },
  };
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** Answers with the real server's status and headers, and its body or another. */
async function pass(behind, request, response, instead) {
  const { status, headers, body } = await read(new URL(request.url, behind).href, request.method);
  const { 'content-length': _, connection, ...kept } = headers;
  response.writeHead(status, kept);
  response.end(instead ?? body);
}

function read(url, method = 'GET') {
  return new Promise((resolve, reject) => {
    const asking = get(url, { method, agent: false }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
    });
    asking.on('error', reject);
    asking.end();
  });
}
