import { show } from '../use.js';

void show(globalThis.Bayou);
