// A Clarity VM that does what JSON lines on standard input ask, one line of answer each.
//
//   {"do": "load", "manifest": PATH}            opens a Clarinet project: checks and deploys it all
//   {"do": "deploy", "name", "source"}          deploys one more contract
//   {"do": "call", "contract", "function", "arguments", "sender"}
//   {"do": "read", "contract", "function", "arguments"}
//   {"do": "run", "source"}                     evaluates Clarity as the deployer
//   {"do": "fund", "token", "holder", "amount"} token is "STX" or an asset's identifier
//   {"do": "assets"}                            what everybody holds
//   {"do": "several", "wishes": [...]}          one after the other; the first fault ends them
//
// Arguments are Clarity values in Clarity's own notation. Answers have "value", or "fault" where
// the VM refused to do it at all. Responses come as {"ok": …} and {"err": …}, whole numbers with
// all their digits.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { getSDK } from "@stacks/clarinet-sdk";
import { Cl, ClarityType } from "@stacks/transactions";

// The VM brings sBTC along under its address on the main network.
const SBTC = "SM3VDXK3WZZSA84XXFKAFAF15NNZX32CTSG82JFQ4";
const SBTC_CONTRACTS = ["sbtc-registry", "sbtc-token"];
const REQUIREMENT = /contract_id = "([A-Z0-9]+)\.sbtc-token"/;

// The SDK tells there what it does; on standard output only answers belong, and faults are one.
console.log = console.info = console.error = () => {};

const vm = await getSDK();
let sbtcSources;

const doers = {
  async load({ manifest }) {
    await provideSbtc(manifest);
    await vm.initSession(dirname(manifest), manifest);
    const contracts = [...vm.getContractsInterfaces()].map(([name, one]) => [
      name,
      one.clarity_version,
    ]);
    return { deployer: vm.deployer, contracts: Object.fromEntries(contracts) };
  },
  deploy({ name, source }) {
    return answer(vm.deployContract(name, source, { clarityVersion: 3 }, vm.deployer));
  },
  call({ contract, function: name, arguments: given, sender }) {
    return answer(vm.callPublicFn(contract, name, given.map(argument), sender ?? vm.deployer));
  },
  read({ contract, function: name, arguments: given }) {
    return plain(vm.callReadOnlyFn(contract, name, given.map(argument), vm.deployer).result);
  },
  run({ source }) {
    return answer(vm.execute(source));
  },
  fund({ token, holder, amount }) {
    if (token === "STX") vm.mintSTX(holder, BigInt(amount));
    else vm.mintFT(token, holder, BigInt(amount));
    return true;
  },
  several({ wishes }) {
    return wishes.map((wish) => doers[wish.do](wish));
  },
  assets() {
    return Object.fromEntries(
      [...vm.getAssetsMap()].map(([token, holders]) => [token, Object.fromEntries(holders)]),
    );
  },
};

/** Puts the VM's own sBTC where the project looks for what it requires, so that nobody asks a network. */
async function provideSbtc(manifest) {
  const required = REQUIREMENT.exec(readFileSync(manifest, "utf8"))?.[1];
  if (!required || required === SBTC) return;
  if (!sbtcSources) {
    await vm.initEmptySession({ enabled: false });
    sbtcSources = SBTC_CONTRACTS.map((name) => vm.getContractSource(`${SBTC}.${name}`));
  }
  const folder = join(dirname(manifest), ".cache", "requirements");
  mkdirSync(folder, { recursive: true });
  SBTC_CONTRACTS.forEach((name, at) => {
    writeFileSync(join(folder, `${required}.${name}.clar`), sbtcSources[at]);
    const about = { epoch: "Epoch30", clarity_version: "Clarity3" };
    writeFileSync(join(folder, `${required}.${name}.json`), JSON.stringify(about));
  });
}

/** A value in Clarity's notation; `Cl.parse` alone takes no number beyond 2^53. */
function argument(text) {
  return /^u\d+$/.test(text) ? Cl.uint(BigInt(text.slice(1))) : Cl.parse(text);
}

function answer({ result, events }) {
  return { result: plain(result), prints: events.filter(isPrint).map(printed) };
}

const isPrint = ({ event }) => event === "print_event";
const printed = ({ data }) => plain(data.value);

function plain(value) {
  switch (value.type) {
    case ClarityType.ResponseOk:
      return { ok: plain(value.value) };
    case ClarityType.ResponseErr:
      return { err: plain(value.value) };
    case ClarityType.OptionalSome:
      return plain(value.value);
    case ClarityType.OptionalNone:
      return null;
    case ClarityType.UInt:
    case ClarityType.Int:
      return BigInt(value.value);
    case ClarityType.BoolTrue:
      return true;
    case ClarityType.BoolFalse:
      return false;
    case ClarityType.List:
      return value.value.map(plain);
    case ClarityType.Tuple:
      return Object.fromEntries(Object.entries(value.value).map(([key, one]) => [key, plain(one)]));
    default:
      return value.value;
  }
}

// JSON has no notation for a big integer but its digits, and stringify none for a BigInt.
function digits(key, value) {
  return typeof this[key] === "bigint" ? `\0${this[key]}` : value;
}

for await (const line of createInterface({ input: process.stdin })) {
  const wish = JSON.parse(line);
  let said;
  try {
    said = { value: await doers[wish.do](wish) };
  } catch (fault) {
    said = { fault: String(fault?.message ?? fault) };
  }
  process.stdout.write(JSON.stringify(said, digits).replace(/"\\u0000(\d+)"/g, "$1") + "\n");
}
