"""The Curve doctor page, as the window needs to know it."""

from app.kit.page import Build, PageSpec
from app.operators.desk import Desk


def _load() -> Build[Desk]:
    from app.doctor.view.doctor_page import DoctorPage

    return lambda context, _desk: DoctorPage(context)


PAGE: PageSpec[Desk] = PageSpec(
    name="doctor",
    title="Curve doctor",
    subtitle="Find out whether a curve can be broken",
    icon="doctor",
    group=1,
    load=_load,
)
