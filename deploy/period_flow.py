"""The flow of a period: submitted, returned or accepted, closed; and who has not delivered."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from analytics.editions import STATES
from analytics.period import Kind, Period
from analytics.workbook.inputs import asked, weighted
from db import flow, publications, recording, units
from db.flow import OutOfStep, Standing, State, Step
from db.observations import Observation
from db.staff import Act
from db.units import Unit
from deploy.planner import Planner, period_of, planner, span_of, unit_of
from deploy.settings import SettingError, Settings

_DONE = {
    Step.SUBMIT: "quedó entregado; el planificador lo acepta o lo devuelve",
    Step.RETURN: "quedó devuelto a la unidad",
    Step.ACCEPT: "quedó aceptado",
    Step.REOPEN: "quedó reabierto",
    Step.CLOSE: "quedó cerrado",
    Step.PUBLISH: "quedó publicado",
}
_WAY_ON = {
    State.OPEN: "Primero la unidad lo entrega, o el período se cierra: plan submit, plan close.",
    State.SUBMITTED: "El planificador lo acepta o lo devuelve: plan accept, plan return.",
    State.RETURNED: "La unidad lo corrige y lo entrega otra vez: plan submit.",
    State.ACCEPTED: "Para cambiarlo hay que devolverlo o reabrirlo: plan return, plan reopen.",
    State.CLOSED: "Para cambiarlo hay que reabrirlo: plan reopen.",
    State.PUBLISHED: "Para cambiarlo hay que reabrirlo: plan reopen.",
}
_ACTS = {Step.SUBMIT: Act.DELIVER}  # every other step is a planner's


async def take(  # noqa: PLR0913, PLR0917 - who does what to which part of what, and why
    settings: Settings,
    step: Step,
    period: str,
    unit: str | None,
    comment: str | None,
    account: int | None,
) -> str:
    """One step of a unit's part, or of the whole without a unit.

    Raises:
        SettingError: the state, the role or a missing comment forbids it.
    """
    found = period_of(period)
    async with planner(settings, account) as desk:
        whose = None if unit is None else (await unit_of(desk.session, unit)).code
        act = _ACTS.get(step, Act.JUDGE)
        desk.need(act, whose) if whose else desk.need(act)
        return await taken(desk, step, found, whose, comment)


async def taken(
    desk: Planner, step: Step, period: Period, unit: str | None, comment: str | None
) -> str:
    """The step within a transaction that goes on."""
    match step:
        case Step.SUBMIT:
            desk.need_begun(period)
        case Step.CLOSE:
            desk.need_ended(period)
            await _need_all(desk.session, period, comment)
        case _:
            pass
    span = span_of(period)
    refusal = await flow.take(
        desk.session, desk.member, step, span, unit, comment=comment, now=desk.now
    )
    if refusal is not None:
        raise SettingError(_why_not(refusal, period, unit))
    await desk.note(step, period=str(period), unit=unit)
    part = f"{unit}, {period}" if unit else str(period)
    said = f"{part}: {_DONE[step]}."
    if step is Step.SUBMIT and unit:
        told = await _told(desk.session, await unit_of(desk.session, unit), period)
        said = f"{said} Informó {told}."
    return said


async def _need_all(session: AsyncSession, period: Period, comment: str | None) -> None:
    stands = await flow.standing(session, span_of(period))
    lacking = [
        it.code
        for it in await units.every(session)
        if it.directo and stands.unit(it.code) is not State.ACCEPTED
    ]
    if lacking and not (comment or "").strip():
        raise SettingError(
            f"Faltan por aceptar {len(lacking)} unidades: {', '.join(lacking)}. Para cerrar sin "
            "ellas diga por qué: --comment «…». [faltan-unidades]"
        )


def _why_not(refusal: OutOfStep, period: Period, unit: str | None) -> str:
    if refusal.needs_comment:
        return "Diga por qué: --comment «…». [sin-motivo]"
    part = f"La parte de {unit} en {period}" if unit else f"El período {period}"
    state = refusal.state
    return f"{part} está en estado «{STATES[state]}». {_WAY_ON[state]} [fuera-de-paso]"


async def status(settings: Settings, period: str | None, today: date | None = None) -> str:
    """Who has delivered, how much of it, and how the period stands."""
    async with planner(settings, None, reads=True) as desk:
        day = today or desk.today
        found = period_of(period) if period else _ended_before(day)
        stands = await flow.standing(desk.session, span_of(found))
        lines = [
            f"{found} ({found.label}): {STATES[stands.whole]}.",
            *await _editions(desk.session, found),
            "",
            *await _units(desk.session, found, stands),
            "",
            await _consulates(desk.session, found),
        ]
        for step in stands.steps[-_LAST_STEPS:]:
            whose = step.unit or "todo"
            why = f": «{step.comment}»" if step.comment else ""
            word = _STEP_NAMES[Step(step.step)]
            lines.append(f"  {step.at:%Y-%m-%d %H:%M}  {whose}  {word}{why}")
    return "\n".join(lines)


_LAST_STEPS = 12
_STEP_NAMES = {
    Step.SUBMIT: "entregó",
    Step.RETURN: "devuelto",
    Step.ACCEPT: "aceptado",
    Step.REOPEN: "reabierto",
    Step.CLOSE: "cerrado",
    Step.PUBLISH: "publicado",
}


def _ended_before(day: date) -> Period:
    return Period.containing(day, Kind.SEMESTER).preceding


async def _editions(session: AsyncSession, period: Period) -> list[str]:
    """Each edition, and how much was recorded since of what its figures are made of.

    They compare with the preceding period, and a variation of that with the one before it.
    """
    since = text(
        "SELECT count(*) FROM observation WHERE id > :last AND month <= :until"
        " AND last_month >= :first"
    )
    months = {"first": period.preceding.preceding.first_month, "until": period.last_month}
    lines = []
    for it in await publications.editions(session, str(period)):
        later = await session.scalar(since, {"last": it.last_observation, **months})
        news = f" Desde entonces se registraron {later} datos de los que dependen sus cifras."
        published = f"Edición {it.edition}, publicada el {it.published_at:%Y-%m-%d}."
        lines.append(published + (news if later else ""))
    return lines


async def _units(session: AsyncSession, period: Period, stands: Standing) -> Sequence[str]:
    every = [it for it in await units.every(session) if it.directo]
    if not every:
        return ["Todavía no hay unidades: pulso units load."]
    told = {it.code: await _told(session, it, period) for it in every}
    width = max(len(it.code) for it in every)
    lines = [
        f"{it.code:<{width}}  {STATES[stands.unit(it.code)]:<9}  {told[it.code]}" for it in every
    ]
    late = [it.code for it in every if stands.unit(it.code) in {State.OPEN, State.RETURNED}]
    accepted = sum(stands.unit(it.code) is State.ACCEPTED for it in every)
    lines.append(f"{accepted} de {len(every)} unidades aceptadas.")
    if late:
        lines.append(f"No han entregado: {', '.join(late)}.")
    return lines


async def _told(session: AsyncSession, unit: Unit, period: Period) -> str:
    """«12 de 34 datos», weighted series counted as one each."""
    found = await recording.in_force(
        session, col(Observation.unit) == unit.code, period.first_month, period.last_month
    )
    keys = {f"{it.series}/{it.input}" for it in found}
    codes = {it.series for it in found if it.value is not None}  # not those taken back
    single, several = asked(unit.directo), weighted(unit.directo)
    there = sum(it.key in keys for it in single) + sum(it.series.code in codes for it in several)
    return f"{there} de {len(single) + len(several)} datos"


async def _consulates(session: AsyncSession, period: Period) -> str:
    counted = text(
        "SELECT (SELECT count(DISTINCT consulate) FROM observation WHERE visit_id IS NULL"
        " AND superseded_at IS NULL AND month >= :first AND last_month <= :last),"
        " (SELECT count(*) FROM consulate)"
    )
    values = {"first": period.first_month, "last": period.last_month}
    reported, every = (await session.execute(counted, values)).one()
    return f"{reported} de {every} consulados registraron sus datos del período."
