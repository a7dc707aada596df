// What is declared nowhere else: esbuild's binary loader, and the one call of Node, so that Node's types are not needed.
declare module "*.wasm" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

declare module "node:fs" {
  export function readFileSync(path: URL): Uint8Array<ArrayBuffer>;
}
