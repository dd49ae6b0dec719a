import assert from 'node:assert/strict';
import { Memory } from '../../src/memory/memory.js';
import { Mixer } from '../../src/memory/mixer.js';
import mixerModel from '../../src/memory/mixer.json';
import { encode } from '../../src/network/bytes.js';
import type { Network } from '../../src/network/network.js';
import type { Language } from '../evaluate/languages.js';
import { Product } from '../replay/product.js';
import { Typist } from '../replay/typist.js';
import { drain } from '../replay/workspace.js';
import { loadAsServed } from '../shipped.js';

const caret = '‸';

/** A place in new code: the document with its caret, and other files of the workspace. */
interface Case {
  readonly document: string;
  /** What may not be offered: it begins so. Or what is to be offered, at least. */
  readonly not?: string;
  readonly offered?: string;
  readonly others?: Readonly<Record<string, string>>;
}

const cache = `import { EventEmitter } from "events";

export interface StoreOptions {
    limit: number;
    ttl?: number;
}

export class RecentStore<T> extends EventEmitter {
    private readonly entries = new Map<string, T>();
    private hits = 0;
    private misses = 0;

    get(key: string): T | undefined {
        const entry = this.entries.get(key);
        if (!entry) {
            this.misses++;
            return undefined;
        }
        this.entries.delete(key);
        this.entries.set(key, entry);
        this.hits++;
        return entry;
    }

`;

const expiring = `${cache.slice(0, cache.indexOf('        this.entries.delete'))}        if (entry.expires < Date.now()) {
            this.entries.delete(key);
            this.misses++;
            return undefined;
        }
`;

const store = `package main

import (
	"errors"
	"log"
	"net/http"
	"sync"
	"time"
)

type Store struct {
	mu   sync.RWMutex
	jobs map[string]Job
}

func (s *Store) Get(id string) (Job, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	job, ok := s.jobs[id]
	if !ok {
		return Job{}, ErrNotFound
	}
	return job, nil
}

func (s *Store) Put(job Job) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.jobs[job.ID] = job
}

func (s *Store) Delete(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.jobs, id)
	return nil
}

`;

const report = `import argparse
import csv
from collections import defaultdict


def totals_by_customer(orders):
    totals = defaultdict(float)
    for order in orders:
        totals[order.customer] += order.amount
    return dict(totals)


def items_by_customer(orders):
    items = defaultdict(list)
    for order in orders:
        items[order.customer].extend(order.items)
    return dict(items)


`;

const average = `export function average(items: number[]): number {
    let sum = 0;
    for (let i = 0; i < items.length; i++) {
        sum += items[i];
    }
`;

const cases: Readonly<Partial<Record<Language, readonly Case[]>>> = {
  typescript: [
    { document: `${average}    return sum / items.length;‸`, not: '' },
    { document: `${cache}export interface ‸`, not: 'StoreOptions' },
    {
      document: `${cache}    put(key: string, value: T): void {\n        while (this.entries.s‸`,
      not: 'et(',
    },
    { document: `${cache}    get stats() {\n        const total =‸`, not: ' this.hits' },
    {
      document: 'export async function load(id: string) {\n  const basket‸',
      not: '=',
      others: { 'dist/all.min.js': 'const basket=await database.baskets.get(id);const a=1;'.repeat(40) },
    },
    { document: 'export function sum(items: number[]) {\n  let total = 0;\n  f‸', offered: 'or (' },
    {
      document:
        'interface Item {\n  price: number;\n}\n\nexport function first(items: Item[]) {\n  return items[0];\n}\n\nexport function total(it‸',
      offered: 'ems: Item[]',
    },
    {
      document: `${expiring}        this.entries‸`,
      offered: '.delete(key);',
    },
  ],
  css: [
    {
      document: `.cards {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 8px;
}

@media (max-width: 600px) {
    .cards {
        grid-‸`,
      offered: 'template-columns',
    },
  ],
  go: [
    { document: `${store}type S‸`, not: 'tore' },
    { document: `${store}func main() {\n	defer ‸`, not: 's.mu' },
  ],
  python: [
    { document: 'import argparse\ni‸', not: 'mport argparse' },
    { document: `${report}def ‸`, not: 'items_by_customer' },
    { document: `${report}def re‸`, not: 'turn' },
    { document: `${report}def large(orders):\n    return [order for o‸`, offered: 'rder in orders' },
  ],
};

describe('in code that is new', () => {
  let network: Network;

  before(async () => {
    network = await loadAsServed('default');
  });

  after(() => network.dispose());

  async function shown(language: Language, { document, others = {} }: Case): Promise<string> {
    const [before = '', after = ''] = document.split(caret);
    const name = `new/${language}`;
    const memory = new Memory(1e6);
    const files = Object.entries(others).map(([name, text]) => [name, encode(text)] as const);
    drain(memory.addTexts(files));
    const remembering = { mixer: new Mixer(mixerModel), memoryOf: () => ({ memory, name }) };
    const passage = { name, language, before, text: '', after };
    const typist = new Typist(passage, language);
    const session = new Product(network, { eagerness: 'balanced', remembering }).open(passage, typist);
    return (await session.answer(typist, false)).ghost?.text ?? '';
  }

  for (const [language, all] of Object.entries(cases) as [Language, readonly Case[]][])
    for (const one of all)
      it(`${one.offered === undefined ? 'offers no' : 'offers'} ${one.offered ?? one.not ?? ''}: ${one.document.split('\n').at(-1) ?? ''}`, async () => {
        const text = await shown(language, one);

        if (one.offered !== undefined) assert.ok(text.startsWith(one.offered), text);
        else assert.ok(one.not === '' ? text === '' : !text.startsWith(one.not ?? ''), text);
      });
});
