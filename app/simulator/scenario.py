"""What a simulation is: its crowd, market, events and scenes, as a file can say it (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from app.amounts import MAX_AMOUNT
from app.errors import InvalidInput, UserError
from app.simulator.agents import AgentKind
from app.vending import curves, rules
from app.vending.curves import Curve
from app.vending.rules import MAX_FEE_BPS, FeeMode, Fees, Quote, TradeRules


@dataclass(frozen=True, slots=True)
class MarketTerms:
    """A machine to be simulated.

    opening: keys that the room's creator holds before the crowd comes.
    """

    curve: Curve
    fees: Fees
    mode: FeeMode = FeeMode.ON_TOP
    rules: TradeRules = field(default_factory=TradeRules)
    opening: int = 0

    @property
    def buy_fee_bps(self) -> int:
        """Both fees of a buy together, as the crowd adds them to the price."""
        if self.mode is FeeMode.INSIDE:
            return 0
        return self.fees.creator_buy_bps + self.fees.protocol_buy_bps

    def opening_quote(self) -> Quote | None:
        """The creator's buy of the opening keys; None for an empty room.

        One order of all keys leaves the same reserve and price as many of few, which is what
        makes a fresh room stand where another one stood. Raises UserError as a trade does.
        """
        if not self.opening:
            return None
        rules.check_buy(self.rules, 0, self.opening, by_creator=True)
        return rules.quote_buy(self.curve, self.fees, 0, self.opening, mode=self.mode)

    def opening_total(self) -> int:
        """What the creator pays for them; raises InvalidInput (field `opening_supply`)."""
        try:
            quote = self.opening_quote()
        except UserError as error:
            raise InvalidInput(error.message, field="opening_supply") from None
        if quote is None:
            return 0
        if max(quote.total, quote.gross, quote.price_after) > MAX_AMOUNT:
            raise InvalidInput(
                "So many keys cost more than the ledger can hold.", field="opening_supply"
            )
        return quote.total


MAX_STEPS: Final = 10_000_000
MAX_AGENTS: Final = 1_000
MAX_SEED: Final = 2**63 - 1
DEMO_ASSET: Final = "demo"

Amount = Annotated[int, Meta(ge=0, le=MAX_AMOUNT)]
Steps = Annotated[int, Meta(ge=1, le=MAX_STEPS)]
Step = Annotated[int, Meta(ge=0, le=MAX_STEPS)]
Permille = Annotated[int, Meta(ge=0, le=1_000)]
FeeBps = Annotated[int, Meta(ge=0, le=MAX_FEE_BPS)]
Line = Annotated[str, Meta(max_length=120)]
Parameter = int | str | list[Annotated[list[int], Meta(min_length=2, max_length=2)]]


class EventKind(StrEnum):
    """What happens to the market from outside the crowd's own decisions.

    WHALE_ENTERS: a trader with a budget of its own comes and buys. WHALE_LEAVES: those who came
    so sell. PANIC: whoever is asked sells. RUSH: whoever is asked buys.
    """

    WHALE_ENTERS = "whale_enters"
    WHALE_LEAVES = "whale_leaves"
    PANIC = "panic"
    RUSH = "rush"


class ScenarioPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Part of a scenario; a name that it doesn't know is an error, not a silent mistake."""


class Budget(ScenarioPart, frozen=True):
    """What each agent of a kind comes with, by chance between both, in minor units."""

    lowest: Amount
    highest: Amount


class Share(ScenarioPart, frozen=True):
    """How many percent of the crowd are of a kind."""

    agent: AgentKind
    percent: Annotated[int, Meta(ge=0, le=100)]
    budget: Budget


class Event(ScenarioPart, frozen=True):
    """Something that begins at a step and lasts some steps.

    strength_permille: how often in these steps it decides the trade.
    budget: of the whale that enters, in minor units; None for the other kinds.
    """

    step: Step
    kind: EventKind
    lasts: Steps = 100
    strength_permille: Permille = 500
    budget: Annotated[int, Meta(ge=1, le=MAX_AMOUNT)] | None = None

    def covers(self, step: int) -> bool:
        """Whether it goes on at a step."""
        return self.step <= step < self.step + self.lasts


class Scene(ScenarioPart, frozen=True):
    """A chapter for the audience: the market plays up to `step`, then stands still."""

    step: Step
    title: Annotated[str, Meta(min_length=1, max_length=80)]
    text: Annotated[str, Meta(max_length=1_000)] = ""


class MarketText(ScenarioPart, frozen=True):
    """The room's machine; amounts in minor units of `quote`.

    opening_supply: keys that the room's creator holds before the crowd comes.
    """

    family: str
    parameters: dict[str, Parameter]
    quote: Annotated[str, Meta(min_length=1, max_length=32)] = DEMO_ASSET
    creator_bps: FeeBps = 250
    protocol_bps: FeeBps = 250
    fee_mode: FeeMode = FeeMode.ON_TOP
    supply_cap: Annotated[int, Meta(ge=1, le=MAX_AMOUNT)] | None = None
    first_key_creators: bool = False
    last_key_kept: bool = False
    opening_supply: Amount = 0

    def terms(self) -> MarketTerms:
        """The machine, its curve made. Raises InvalidInput naming the field."""
        curve = curves.curve_from(self.family, self.parameters)
        curves.check_against_ledger(curve, self.supply_cap)
        creator, protocol = self.creator_bps, self.protocol_bps
        rules = TradeRules(self.supply_cap, self.first_key_creators, self.last_key_kept)
        opening = max(self.opening_supply, int(self.first_key_creators))
        return MarketTerms(
            curve, Fees(creator, protocol, creator, protocol), self.fee_mode, rules, opening
        )


class Scenario(ScenarioPart, frozen=True, kw_only=True):
    """A crowd, the market that it trades in, and what happens.

    steps: how often somebody of the crowd is asked, unless the run says otherwise.
    step_seconds: how much of the market's time a step takes. agents: how many come to trade.
    begins_at: the market's time at step 0. schema: where editors find what a file may hold.
    """

    name: Annotated[str, Meta(min_length=1, max_length=32, pattern="^[!-~]([ -~]*[!-~])?$")]
    about: Annotated[str, Meta(max_length=500)] = ""
    seed: Annotated[int, Meta(ge=0, le=MAX_SEED)] = 1
    steps: Steps
    step_seconds: Annotated[int, Meta(ge=1, le=86_400)] = 20
    begins_at: Annotated[datetime, Meta(tz=True)] = datetime(2026, 1, 5, 9, tzinfo=UTC)
    agents: Annotated[int, Meta(ge=1, le=MAX_AGENTS)]
    mix: Annotated[tuple[Share, ...], Meta(min_length=1, max_length=len(AgentKind))]
    market: MarketText
    events: Annotated[tuple[Event, ...], Meta(max_length=50)] = ()
    scenes: Annotated[tuple[Scene, ...], Meta(max_length=50)] = ()
    schema: Annotated[str, Meta(max_length=500)] = msgspec.field(default="", name="$schema")


def check_scenario(scenario: Scenario) -> Scenario:
    """Refuse what each value alone doesn't show; raises InvalidInput with the field's path."""
    if not 2_000 <= scenario.begins_at.year <= 2_100:
        raise InvalidInput("A market begins between 2000 and 2100.", field="begins_at")
    _check_mix(scenario.mix)
    for index, event in enumerate(scenario.events):
        if (event.kind is EventKind.WHALE_ENTERS) is (event.budget is None):
            raise InvalidInput(
                "A whale that enters needs a budget, and no other event has one.",
                field=f"events[{index}].budget",
            )
    for index, scene in enumerate(scenario.scenes[1:], 1):
        if scene.step <= scenario.scenes[index - 1].step:
            raise InvalidInput(
                "Each scene ends at a later step than the one before.",
                field=f"scenes[{index}].step",
            )
    _check_market(scenario.market)
    return scenario


def chosen(scenario: Scenario, *, steps: int | None = None, seed: int | None = None) -> Scenario:
    """The scenario with other steps, or another seed; raises InvalidInput naming the field."""
    changes: dict[str, int] = {}
    if steps is not None:
        changes["steps"] = _within("steps", steps, 1, MAX_STEPS)
    if seed is not None:
        changes["seed"] = _within("seed", seed, 0, MAX_SEED)
    return msgspec.structs.replace(scenario, **changes)


def _within(name: str, value: int, lowest: int, highest: int) -> int:
    if not lowest <= value <= highest:
        raise InvalidInput(f"Between {lowest} and {highest}.", field=name)
    return value


def _check_mix(mix: tuple[Share, ...]) -> None:
    seen: set[AgentKind] = set()
    for index, one in enumerate(mix):
        if one.agent in seen:
            raise InvalidInput(f"{one.agent.value} is there twice.", field=f"mix[{index}].agent")
        seen.add(one.agent)
        if one.budget.highest < one.budget.lowest:
            raise InvalidInput(
                "The highest budget is below the lowest.", field=f"mix[{index}].budget.highest"
            )
    total = sum(one.percent for one in mix)
    if total != 100:
        raise InvalidInput(f"The mix sums to {total} %, not to 100 %.", field="mix")


def _check_market(market: MarketText) -> None:
    try:
        terms = market.terms()
        terms.opening_total()
    except InvalidInput as error:
        name = error.field or "market"
        error.field = _MARKET_FIELDS.get(name, f"market.parameters.{name}")
        raise


_MARKET_FIELDS: Final[Mapping[str, str]] = {
    name: f"market.{name}" for name in MarketText.__struct_fields__
}
