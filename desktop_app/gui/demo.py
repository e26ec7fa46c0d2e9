"""`waybill demo`: the window on a company and a storage that exist only as long as it is open."""

from desktop_app.domain.texts import tr
from desktop_app.gui.account.sign_in_page import Prefill
from desktop_app.gui.program import Opened, run_program


def open_demo() -> int:
    """Show the window at once and make the demo behind it; the exit status."""
    return run_program(make_demo, tr("Preparing the demo…"))


def make_demo() -> Opened:
    """Make the demo, which takes a second or two; raises DemoUnavailable."""
    from desktop_app.bootstrap import Application
    from desktop_app.engine.s3_open import AccessKey
    from desktop_app.services.demo import ADMIN, OPERATOR, Demo
    from desktop_app.settings import ApartSettings

    demo = Demo()
    try:
        settings = ApartSettings(home=demo.home / "home", updates=False)
        application = Application(settings, AccessKey(demo.storage.access_key, demo.storage.secret_key))
    except BaseException:
        demo.close()
        raise

    def close() -> None:
        application.close()
        demo.close()

    prefill = Prefill(
        company=demo.company_address,
        username=OPERATOR[0],
        password=OPERATOR[1],
        hint=tr("{username} with the password {password} works too.", username=ADMIN[0], password=ADMIN[1]),
        note=tr("Demo: everything here is deleted when you close the window."),
        sample_folder=demo.samples.path,
    )
    return Opened(application, close, prefill)
