"""The Curve doctor page, as the window needs to know it."""

from app.kit.page import Page, PageSpec, ViewContext
from app.operators.desk import Desk


def _build(context: ViewContext, _desk: Desk) -> Page:
    # The charts' libraries must not keep the window from opening.
    from app.doctor.view.doctor_page import DoctorPage

    return DoctorPage(context)


PAGE: PageSpec[Desk] = PageSpec(
    name="doctor",
    title="Curve doctor",
    subtitle="Find out whether a curve can be broken",
    icon="doctor",
    group=1,
    build=_build,
)
