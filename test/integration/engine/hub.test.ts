import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NO_FAULTS } from '@shared/hub';
import { eventually } from '../../support/eventually';
import { openStream } from '../hub/support/open-stream';
import { useEngines } from './engine-fixture';

void writeFile;
void join;
void describe;
void expect;
void it;
void NO_FAULTS;
void eventually;
void openStream;
void useEngines;
