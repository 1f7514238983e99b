// A virtual display for machines without one.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Whether windows need a virtual display here. */
export function needsVirtualDisplay(env = process.env) {
  return process.platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY;
}

/**
 * Starts Xvfb on a display number of its own choice. Only holders of the cookie may connect, as anybody else on
 * the machine could read the screen otherwise.
 * @returns {Promise<{ env: { DISPLAY: string, XAUTHORITY: string }, close(): void }>}
 */
export async function startVirtualDisplay() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'streamgauge-display-'));
  const authority = path.join(folder, 'Xauthority');
  fs.writeFileSync(authority, cookieFile(randomBytes(16)), { mode: 0o600 });
  makeSocketFolder();

  const args = ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-auth', authority];
  // In a group of its own: Ctrl C in the terminal has to reach the app first, or it dies with its display.
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'], detached: true });
  const close = () => {
    process.off('exit', close);
    server.kill();
    fs.rmSync(folder, { recursive: true, force: true });
  };
  process.on('exit', close);
  const number = await new Promise((resolve, reject) => {
    let said = '';
    let complaint = '';
    server.stderr.on('data', (chunk) => (complaint = (complaint + chunk).slice(-2_000)));
    server.stdio[3].on('data', (chunk) => {
      said += chunk;
      if (said.includes('\n')) resolve(said.trim());
    });
    server.on('error', (error) => reject(new Error(`Xvfb could not be started: ${error.message}`)));
    server.on('exit', (code) => reject(new Error(`Xvfb ended with ${code}: ${complaint.trim()}`)));
  }).catch((error) => {
    close();
    throw error;
  });
  server.unref();
  server.stderr.unref();
  server.stdio[3].unref();
  return { env: { DISPLAY: `:${number}`, XAUTHORITY: authority }, close };
}

/** Where X servers put their sockets: only root can make it for everybody. */
export function makeSocketFolder() {
  const folder = '/tmp/.X11-unix';
  if (process.getuid?.() !== 0 || fs.existsSync(folder)) return;
  fs.mkdirSync(folder);
  fs.chmodSync(folder, 0o1777);
}

/** An Xauthority file with one MIT-MAGIC-COOKIE-1 for any host and display (family 0xFFFF, empty address and number). */
function cookieFile(cookie) {
  const field = (bytes) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const none = Buffer.alloc(0);
  return Buffer.concat([
    Buffer.from([0xff, 0xff]),
    field(none),
    field(none),
    field(Buffer.from('MIT-MAGIC-COOKIE-1')),
    field(cookie),
  ]);
}
