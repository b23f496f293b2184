"""What the simulator calls scenarios, traders, events and what it is doing."""

from PySide6.QtCore import QCoreApplication

from app.simulator.agents import AgentKind
from app.simulator.scenario import EventKind
from app.simulator.view.player import State
from app.simulator.view.speed import Speed

translate = QCoreApplication.translate


def shipped_name(key: str) -> str:
    """What a scenario that comes with the program is called."""
    return {
        "launch": translate("Simulator", "Launch"),
        "pump-and-dump": translate("Simulator", "Pump and dump"),
        "bank-run": translate("Simulator", "Bank run"),
        "slow-growth": translate("Simulator", "Slow growth"),
    }[key]


def kind_name(kind: AgentKind) -> str:
    """What a kind of traders is called."""
    return {
        AgentKind.RANDOM: translate("Simulator", "Random"),
        AgentKind.MOMENTUM: translate("Simulator", "Momentum"),
        AgentKind.CONTRARIAN: translate("Simulator", "Contrarian"),
        AgentKind.WHALE: translate("Simulator", "Whale"),
        AgentKind.SNIPER: translate("Simulator", "Sniper"),
        AgentKind.HOLDER: translate("Simulator", "Holder"),
        AgentKind.PANIC_SELLER: translate("Simulator", "Panic seller"),
    }[kind]


def event_name(kind: EventKind) -> str:
    """What an event is called, short enough to stand on a chart."""
    return {
        EventKind.WHALE_ENTERS: translate("Simulator", "Whale enters"),
        EventKind.WHALE_LEAVES: translate("Simulator", "Whale leaves"),
        EventKind.PANIC: translate("Simulator", "Panic"),
        EventKind.RUSH: translate("Simulator", "Rush"),
    }[kind]


def state_name(state: State) -> str:
    """What a player is doing."""
    return {
        State.EMPTY: translate("Simulator", "Nothing loaded"),
        State.READY: translate("Simulator", "Ready"),
        State.PREPARING: translate("Simulator", "Opening a room"),
        State.RUNNING: translate("Simulator", "Running"),
        State.PAUSED: translate("Simulator", "Paused"),
        State.OVER: translate("Simulator", "Finished"),
    }[state]


def speed_name(speed: Speed) -> str:
    """`16×`, or the word for as fast as it goes."""
    return translate("Simulator", "Max") if speed is Speed.MAX else f"{speed.value}×"
