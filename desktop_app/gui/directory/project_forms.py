"""The forms to add and to change a project."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any, cast

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_app.company.store import CompanyStore, ProjectChanges
from desktop_app.domain.company import Destination, Project
from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.texts import tr
from desktop_app.gui.background import Background
from desktop_app.gui.form_dialog import FormDialog, differing
from desktop_app.gui.look.tokens import SPACE_XS
from desktop_app.gui.widgets.fields import ChoiceBox, FormField
from desktop_app.gui.widgets.fold import Fold

CHECKSUM_NAMES = {
    ChecksumAlgorithm.CRC64NVME: "CRC-64/NVME",
    ChecksumAlgorithm.CRC32: "CRC-32",
    ChecksumAlgorithm.SHA256: "SHA-256",
    ChecksumAlgorithm.NONE: tr("None"),
}
_ADDRESSING = (
    (tr("Found by itself"), "auto"),
    (tr("In the path: host/bucket"), "path"),
    (tr("In the host's name: bucket.host"), "virtual"),
)
_CREDENTIALS = (
    (tr("The workstation's own"), "chain"),
    (tr("Lent by the company's server"), "server"),
)
_STORAGE_CLASSES = (
    "STANDARD",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "GLACIER_IR",
    "GLACIER",
    "DEEP_ARCHIVE",
)
_ENCRYPTIONS = ("AES256", "aws:kms", "aws:kms:dsse")
_AS_THE_BUCKET = tr("As the bucket has it")
_DESCRIPTION_HEIGHT = 72


class ProjectForm(FormDialog):
    """What makes a project. To somebody who may not redirect it, where data go is shown and cannot be changed."""

    def __init__(
        self,
        parent: QWidget,
        background: Background,
        company: CompanyStore,
        project: Project | None = None,
        *,
        may_redirect: bool = True,
    ) -> None:
        """Without a project it adds one."""
        title = tr("New project") if project is None else tr("Edit {project_name}", project_name=project.project_name)
        go = tr("Add project") if project is None else tr("Save")
        super().__init__(parent, background, title, go=go, conflict_field="" if project else "project_name")
        self._company = company
        self._project = project
        self._make_fields(project, project.destination if project else Destination(""))
        self._lay_out_fields()
        if project is not None and not may_redirect:
            self._lock_destination()
        self._name.setFocus()

    def prepare(self) -> Callable[[], object] | None:
        projects, before = self._company.projects, self._project
        typed = self._typed()
        if before is None:
            name, description = typed["project_name"], typed["description"]
            destination = Destination(**{one.name: typed[one.name] for one in fields(Destination)})
            return lambda: projects.add(name, destination, description)
        changes = cast("ProjectChanges", differing(typed, before, before.destination))
        return (lambda: projects.update(before.id, **changes)) if changes else None

    def reveal(self, field: FormField) -> None:
        if self._more.isAncestorOf(field):
            self._more.set_unfolded(True)

    def _typed(self) -> dict[str, Any]:
        """By column; the destination's names are those of `Destination`."""
        return {
            "project_name": self._name.text().strip(),
            "description": self._description.toPlainText().strip(),
            "is_active": self._active.isChecked(),
            "bucket_name": self._bucket.text().strip(),
            "region": self._region.text().strip(),
            "endpoint_url": self._endpoint.text().strip() or None,
            "addressing_style": self._addressing.choice(),
            "checksum_algorithm": self._checksum.choice(),
            "never_overwrite": self._never_overwrite.isChecked(),
            "storage_class": self._storage_class.choice(),
            "sse": self._sse.choice(),
            "kms_key_id": self._kms_key.text().strip() or None,
            "credentials_source": self._credentials.choice(),
            "role_arn": self._role.text().strip() or None,
        }

    def _make_fields(self, project: Project | None, destination: Destination) -> None:
        self._name = QLineEdit(project.project_name if project else "")
        self._description = QPlainTextEdit(project.description if project else "")
        self._description.setTabChangesFocus(True)
        self._description.setFixedHeight(_DESCRIPTION_HEIGHT)
        self._active = QCheckBox(tr("&Active: uploads into it can be started"))
        self._active.setObjectName("form_is_active")
        self._active.setChecked(project is None or project.is_active)
        self._active.setVisible(project is not None)
        self._bucket = QLineEdit(destination.bucket_name)
        self._region = QLineEdit(destination.region)
        self._endpoint = QLineEdit(destination.endpoint_url or "")
        self._endpoint.setPlaceholderText("https://s3.example.com")
        self._checksum = _choice(
            [(name, value) for value, name in CHECKSUM_NAMES.items()], destination.checksum_algorithm
        )
        self._addressing = _choice(_ADDRESSING, destination.addressing_style)
        self._storage_class = _choice(_or_the_bucket(_STORAGE_CLASSES), destination.storage_class)
        self._sse = _choice(_or_the_bucket(_ENCRYPTIONS), destination.sse)
        self._kms_key = QLineEdit(destination.kms_key_id or "")
        self._credentials = _choice(_CREDENTIALS, destination.credentials_source)
        self._role = QLineEdit(destination.role_arn or "")
        self._role.setPlaceholderText("arn:aws:iam::123456789012:role/waybill")
        self._never_overwrite = QCheckBox(tr("&Never replace an object that is there already"))
        self._never_overwrite.setObjectName("form_never_overwrite")
        self._never_overwrite.setChecked(destination.never_overwrite)

    def _lay_out_fields(self) -> None:
        self.add_row(self.add_field("project_name", tr("&Name"), self._name, needed=tr("Give the project a name.")))
        self.add_row(self.add_field("description", tr("&Description"), self._description))
        self.add_row(self._active)
        self._bucket_field = self.add_field(
            "bucket_name",
            tr("&Bucket"),
            self._bucket,
            tr("It has to be there already.")
            if self._project is None
            else tr("What was sent before stays where it is."),
            needed=tr("Type the bucket's name."),
        )
        self.add_row(
            self._bucket_field,
            self.add_field("region", tr("&Region"), self._region, needed=tr("Type the bucket's region.")),
        )
        self.add_row(
            self.add_field(
                "endpoint_url", tr("&Endpoint"), self._endpoint, tr("Only for storage other than Amazon S3.")
            )
        )
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        hint = tr("The storage checks it for every file. Choose none only for storage that knows no checksums.")
        lent = tr("The server lends them for an hour and one cycle only. This needs a company address with https://.")
        for part in (
            self.add_field("checksum_algorithm", tr("&Checksum"), self._checksum, hint),
            self.add_field("addressing_style", tr("Bucket in the &address"), self._addressing),
            self.add_field("storage_class", tr("&Storage class"), self._storage_class),
            self.add_field("sse", tr("Encr&yption"), self._sse),
            self.add_field("kms_key_id", tr("&Key for aws:kms"), self._kms_key),
            self.add_field("credentials_source", tr("A&WS credentials"), self._credentials, lent),
            self.add_field("role_arn", tr("AWS r&ole"), self._role, tr("Only where the server lends by several.")),
            self._never_overwrite,
        ):
            column.addWidget(part)
        self._more = Fold(tr("More about the storage"), body)
        self.add_row(self._more)

    def _lock_destination(self) -> None:
        for field in (self._bucket, self._region, self._endpoint, self._kms_key, self._role):
            field.setReadOnly(True)
            field.setPlaceholderText("")
        for box in (
            *(self._checksum, self._addressing, self._storage_class, self._sse),
            *(self._credentials, self._never_overwrite),
        ):
            box.setDisabled(True)
        self._bucket_field.set_hint(tr("Only an admin can change where data go."))


def _or_the_bucket(values: tuple[str, ...]) -> list[tuple[str, str | None]]:
    return [(_AS_THE_BUCKET, None), *((value, value) for value in values)]


def _choice(choices: Sequence[tuple[str, object]], chosen: object) -> ChoiceBox:
    """A list with that choice made, be it one of the usual ones or not."""
    box = ChoiceBox()
    others = [] if chosen in [value for _, value in choices] else [(str(chosen), chosen)]
    box.set_choices([*choices, *others])
    box.choose(chosen)
    return box
