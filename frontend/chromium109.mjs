// Unpacks Chromium 109, the oldest browser we serve, for the browser tests: `node chromium109.mjs FOLDER`, prints the program's path.
// It comes from the npm package below (a headless build for Linux on x86-64), checked against its hash; nothing of it is shipped.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

const PACKAGE = '@sparticuz/chromium@109.0.6';
const SHA512 = '9hTE03DXnrWTiGNpfjLfmGhIfmiVAerSPinDb+x5bBdM4KF4PMM1NZ0A+V7WKazoA+CasSX/osHK8K0MuO6uqg==';

const folder = resolve(process.argv[2] ?? 'chromium109');
const program = join(folder, 'chromium');
if (!existsSync(program)) {
  mkdirSync(folder, { recursive: true });
  const run = (command, ...args) => execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const packed = run('npm', 'pack', PACKAGE, '--silent').trim().split('\n').pop();
  const found = createHash('sha512').update(readFileSync(join(folder, packed))).digest('base64');
  if (found !== SHA512) throw new Error(`${PACKAGE}: the package is not the one that was checked (sha512 ${found})`);
  run('tar', 'xzf', packed);
  writeFileSync(join(folder, 'swiftshader.tar'), brotliDecompressSync(readFileSync(join(folder, 'package/bin/swiftshader.tar.br'))));
  run('tar', 'xf', 'swiftshader.tar');
  writeFileSync(program, brotliDecompressSync(readFileSync(join(folder, 'package/bin/chromium.br'))));
  chmodSync(program, 0o755);
}
console.log(program);
