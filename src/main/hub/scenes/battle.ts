import type { Chance } from './chance';
import type { Scene } from './scene';

const ARENA = 3;
const CHANNEL = `battle:arena:${ARENA}`;

interface Fighter {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly team: 'north' | 'south';
  readonly maxHp: number;
  hp: number;
  energy: number;
  effects: string[];
}

interface Battle {
  readonly id: string;
  readonly arena: number;
  phase: 'fighting' | 'finished';
  round: number;
  turn: number;
  readonly fighters: readonly Fighter[];
  winner: Fighter['team'] | null;
}

interface Move {
  readonly name: string;
  readonly damage: readonly [number, number];
  readonly energy: number;
  readonly effect?: string;
}

const MOVES: Readonly<Record<string, readonly Move[]>> = {
  guardian: [
    { name: 'shield bash', damage: [8, 14], energy: 10, effect: 'stunned' },
    { name: 'heavy swing', damage: [12, 20], energy: 18 },
  ],
  ranger: [
    { name: 'twin arrows', damage: [9, 17], energy: 12 },
    { name: 'thorn trap', damage: [5, 9], energy: 8, effect: 'slowed' },
  ],
  mage: [
    { name: 'frost lance', damage: [13, 23], energy: 22, effect: 'chilled' },
    { name: 'arc spark', damage: [7, 15], energy: 9 },
  ],
};
const PAIRS: readonly (readonly [string, string])[] = [
  ['Isolde', 'Brannoc'],
  ['Vesna', 'Tam'],
  ['Okello', 'Yrsa'],
  ['Marisol', 'Edda'],
];
const ROLES = ['guardian', 'ranger', 'mage'] as const;
const MAX_ENERGY = 60;

/** Two teams of two fight until one is down, round by round; then the next battle begins. */
export const battle: Scene = {
  id: 'battle',
  title: 'Battle',
  channels: [CHANNEL],
  defaultRate: 2,
  irregular: true,
  begin: ({ publish, now, chance, setState }) => {
    let number = chance.int(7_100, 7_900);
    let state = newBattle(number, chance);
    let order = turnOrder(state, chance);
    let announced = false;
    setState(CHANNEL, () => view(state));

    const tellState = (): void => publish({ channel: CHANNEL, event: 'state_update', data: view(state) });
    const tellMove = (data: object): void => publish({ channel: CHANNEL, event: 'battle_update', data });

    return () => {
      if (!announced) {
        announced = true;
        return tellState();
      }
      if (state.phase === 'finished') {
        state = newBattle(++number, chance);
        order = turnOrder(state, chance);
        return tellState();
      }
      const attacker = order.find((fighter) => fighter.hp > 0);
      if (!attacker) {
        state.round++;
        for (const fighter of state.fighters) fighter.energy = Math.min(MAX_ENERGY, fighter.energy + 8);
        order = turnOrder(state, chance);
        return tellState();
      }
      order = order.filter((fighter) => fighter !== attacker);
      const target = chance.pick(opponents(state, attacker));
      state.turn++;
      tellMove({
        battle: state.id,
        round: state.round,
        turn: state.turn,
        ...strike(attacker, target, chance),
        at: now(),
      });
      if (opponents(state, attacker).length === 0) {
        state.phase = 'finished';
        state.winner = attacker.team;
        tellState();
      }
    };
  },
};

function newBattle(number: number, chance: Chance): Battle {
  const [north, south] = chance.happens(0.5) ? [PAIRS[0]!, PAIRS[1]!] : [PAIRS[2]!, PAIRS[3]!];
  const fighter = (name: string, team: Fighter['team']): Fighter => {
    const maxHp = chance.int(70, 110);
    return {
      id: `f-${name.toLowerCase()}`,
      name,
      role: chance.pick(ROLES),
      team,
      maxHp,
      hp: maxHp,
      energy: 40,
      effects: [],
    };
  };
  const fighters = [
    ...north.map((name) => fighter(name, 'north')),
    ...south.map((name) => fighter(name, 'south')),
  ];
  return { id: `b-${number}`, arena: ARENA, phase: 'fighting', round: 1, turn: 0, fighters, winner: null };
}

/** Who is still to act in this round, in order. Every other one is of the other team. */
function turnOrder(state: Battle, chance: Chance): Fighter[] {
  const first = chance.pick(['north', 'south'] as const);
  const teams = [first, first === 'north' ? 'south' : 'north'] as const;
  const [ours = [], theirs = []] = teams.map((team) =>
    state.fighters.filter((fighter) => fighter.team === team),
  );
  return ours.flatMap((fighter, i) => [fighter, theirs[i]!]);
}

function opponents(state: Battle, of: Fighter): Fighter[] {
  return state.fighters.filter((fighter) => fighter.team !== of.team && fighter.hp > 0);
}

function strike(attacker: Fighter, target: Fighter, chance: Chance): object {
  const affordable = MOVES[attacker.role]!.filter((move) => move.energy <= attacker.energy);
  const move =
    affordable.length > 0 ? chance.pick(affordable) : { name: 'punch', damage: [3, 6] as const, energy: 0 };
  attacker.energy -= move.energy;
  const missed = chance.happens(0.1);
  const critical = !missed && chance.happens(0.14);
  const damage = missed ? 0 : chance.int(...move.damage) * (critical ? 2 : 1);
  target.hp = Math.max(0, target.hp - damage);
  const effect = 'effect' in move && damage > 0 && target.hp > 0 && chance.happens(0.4) ? move.effect : null;
  target.effects = effect ? [effect] : [];
  return {
    attacker: { id: attacker.id, name: attacker.name, energy: attacker.energy },
    target: { id: target.id, name: target.name, hp: target.hp, maxHp: target.maxHp },
    move: move.name,
    outcome: target.hp === 0 ? 'knockout' : missed ? 'miss' : critical ? 'critical' : 'hit',
    damage,
    ...(effect && { effect }),
  };
}

function view(state: Battle): object {
  return {
    battle: state.id,
    arena: state.arena,
    phase: state.phase,
    round: state.round,
    turn: state.turn,
    fighters: state.fighters.map(({ name, role, team, hp, maxHp, energy, effects }) => ({
      name,
      role,
      team,
      hp,
      maxHp,
      energy,
      effects: [...effects],
    })),
    winner: state.winner,
  };
}
