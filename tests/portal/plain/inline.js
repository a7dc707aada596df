import * as bayou from '../bayou-engine/compiled/inline.js';
import { show } from '../use.js';

void show(bayou);
