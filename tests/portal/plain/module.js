import * as bayou from '../bayou-engine/web.js';
import { show } from '../use.js';

void show(bayou);
