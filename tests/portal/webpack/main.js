import * as bayou from 'bayou-engine';
import { show } from '../use.js';

void show(bayou);
