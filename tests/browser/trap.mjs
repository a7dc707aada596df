// A program that dies: a panic is a trap, and so is the one instruction of this module.

/** Lets the page's program die, a moment later. */
export function trap(page) {
  return page.evaluate(() => {
    const bytes = '0061736d0100000001040160000003020100070501016100000a05010300000b'.match(/../g);
    const module = new WebAssembly.Module(Uint8Array.from(bytes, (byte) => parseInt(byte, 16)));
    setTimeout(new WebAssembly.Instance(module).exports.a);
  });
}
