"""Which pages about the company somebody gets: what a role may not do is not offered."""

from desktop_app.bootstrap import Workspace
from desktop_app.domain.permissions import Permission, may
from desktop_app.domain.texts import tr
from desktop_app.gui.background import Background
from desktop_app.gui.directory.audit_page import AuditPage
from desktop_app.gui.directory.company_page import CompanyPage
from desktop_app.gui.directory.projects_page import ProjectsPage
from desktop_app.gui.directory.users_page import UsersPage
from desktop_app.gui.frame import Frame


def add_projects_page(frame: Frame, workspace: Workspace, background: Background) -> None:
    """Projects and their cycles, for everybody."""
    page = ProjectsPage(workspace, background)
    page.company_heard.connect(frame.hear_of_company)
    frame.add_page("projects", tr("Projects"), "folder", page)


def add_admin_pages(frame: Frame, workspace: Workspace, background: Background) -> None:
    """Users, company and audit log, as far as the person may see to them."""
    role = workspace.signed_in.user.role
    if not any(may(role, what) for what in (Permission.MANAGE_USERS, Permission.CHANGE_COMPANY)):
        return
    frame.add_group(tr("Admin"))
    if may(role, Permission.MANAGE_USERS):
        users = UsersPage(workspace, background)
        users.company_heard.connect(frame.hear_of_company)
        frame.add_page("users", tr("Users"), "users", users)
    if may(role, Permission.CHANGE_COMPANY):
        company = CompanyPage(workspace, background)
        company.company_heard.connect(frame.hear_of_company)
        company.changed.connect(frame.show_company)
        frame.add_page("company", tr("Company"), "building", company)
    if may(role, Permission.READ_AUDIT_LOG):
        audit = AuditPage(workspace, background)
        audit.company_heard.connect(frame.hear_of_company)
        frame.add_page("audit", tr("Audit log"), "audit", audit)
