// What is declared nowhere else: esbuild's binary loader, what it is told of the edition (whether there is a second module), and the one call of Node, so that Node's types are not needed.
declare module "*.wasm" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

declare module "node:fs" {
  export function readFileSync(path: URL): Uint8Array<ArrayBuffer>;
}

declare const HAS_REST: boolean;
