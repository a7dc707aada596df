import * as bayou from 'bayou-engine/compiled';
import { show } from '../use.js';

void show(bayou);
