"""One job, in a process of its own, with the same engine as everywhere.

The journal is this machine's, so that whoever takes a dead worker's job up here goes on in the middle of a file; on
another machine what the company knows does the same.
"""

import logging
import os
import platform
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from desktop_app.api.allowed import check_endpoint, check_job, check_profile
from desktop_app.api.config import CompanyServed, ServerConfig
from desktop_app.api.jobs import Job, Jobs, JobStatus
from desktop_app.api.tokens import TokenMaker
from desktop_app.bootstrap import Application, Workspace
from desktop_app.domain.errors import Bug, CompanyError, NotFound, SignInRefused, TakenOver, UploadBusy, WaybillError
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.uploads import UploadSession
from desktop_app.engine.confinement import confine
from desktop_app.services.upload import UploadRun
from desktop_app.settings import Settings

log = logging.getLogger(__name__)

_LOOK_SECONDS = 2.0
_THREADS = 17
"""Sixteen requests in flight and the scan."""
_ENDED = {SessionStatus.COMPLETED: JobStatus.FINISHED, SessionStatus.CANCELLED: JobStatus.CANCELLED}


def send(config: ServerConfig, job_id: str) -> str:
    """Run a job; what became of it."""
    jobs = Jobs(config.redis_url)
    holder = f"{platform.node()} {os.getpid()} {uuid.uuid4().hex[:6]}"
    if not jobs.claim(job_id, holder):
        return "somebody else has it"
    return _Sending(config, jobs, jobs.get(job_id), holder).run()


@dataclass
class _Sending:
    """One job under way."""

    config: ServerConfig
    jobs: Jobs
    job: Job
    holder: str

    def run(self) -> str:
        """Send, and say what became of it."""
        run: list[UploadRun] = []
        done = threading.Event()
        watch = threading.Thread(target=self._watch, args=(run, done), name="watch", daemon=True)
        watch.start()
        try:
            status, error = self._send(run)
        except UploadBusy:
            return "another process of this machine still has it"  # Nothing is ended: a sweep hands it out again.
        except WaybillError as trouble:
            status, error = JobStatus.FAILED, f"{trouble.title}: {trouble}"
        except Exception as unexpected:
            log.exception("job %s", self.job.id)
            status, error = JobStatus.FAILED, str(Bug.of(unexpected))
        finally:
            done.set()
            watch.join()
        if not self.jobs.live(self.job.id, self.holder):
            return "somebody else has it since"
        self.jobs.end(self.job.id, status, error)
        return status

    def _send(self, runs: list[UploadRun]) -> tuple[JobStatus, str]:
        served = self._served()
        application = Application(Settings())
        try:
            token = TokenMaker(self.config.key()).open(self.job.token, self.job.client_uuid)
            workspace = application.work_as(served.address, served.secret(), token, self.job.client_uuid)
            try:
                return self._ended(workspace, served, runs)
            finally:
                workspace.close()
        finally:
            application.close()

    def _ended(self, workspace: Workspace, served: CompanyServed, runs: list[UploadRun]) -> tuple[JobStatus, str]:
        """What became of the job, whose token ends with it, unless another worker has both since."""
        try:
            told = self._sent(workspace, served, runs)
        except UploadBusy:
            raise
        except WaybillError as trouble:
            told = JobStatus.FAILED, f"{trouble.title}: {trouble}"
        except Exception as unexpected:
            log.exception("job %s", self.job.id)
            told = JobStatus.FAILED, str(Bug.of(unexpected))
        if self.jobs.live(self.job.id, self.holder):
            try:
                workspace.company.access.sign_out()
            except (SignInRefused, CompanyError) as refused:
                log.info("the token of job %s was not ended: %s", self.job.id, refused)
        return told

    def _sent(self, workspace: Workspace, served: CompanyServed, runs: list[UploadRun]) -> tuple[JobStatus, str]:
        with ThreadPoolExecutor(_THREADS, thread_name_prefix="transfer") as executor:
            try:
                upload = self._upload(workspace, served)
                if upload.status.unfinished:
                    workspace.outbox.start()
                    run = workspace.uploads.resume(upload, executor)
                    if self.jobs.is_cancelled(self.job.id):
                        run.cancel()
                    runs.append(run)
                    ended = run.run()
                    status, error = ended.status, ended.error
                else:
                    status, error = upload.status, None  # It ended, and its worker before it could say so.
            except TakenOver as trouble:
                return JobStatus.FAILED, str(trouble)
        if isinstance(error, TakenOver):
            return JobStatus.FAILED, str(error)
        workspace.outbox.deliver()
        told = f"{error.title}: {error}" if error else ""
        return _ENDED.get(status, JobStatus.FINISHED if error is None else JobStatus.FAILED), told

    def _upload(self, workspace: Workspace, served: CompanyServed) -> UploadSession:
        """What is to be sent: this machine's own, or taken up from where the company knows it."""
        session = workspace.company.uploads.get(self.job.client_uuid)
        check_job(served, session, workspace.company)
        confine(served.roots)
        try:
            here = workspace.history.find(self.job.client_uuid)
        except NotFound:
            here = None
        if here is not None and not here.taken_over:
            check_profile(served, here.options.aws_profile)
            check_endpoint(served, here.destination)
            return here
        return workspace.handover.take_over(session, aws_profile=session.options.aws_profile).upload

    def _served(self) -> CompanyServed:
        for one in self.config.companies:
            if one.code.strip().lower() == self.job.company or len(self.config.companies) == 1:
                return one
        raise NotFound("The company of this job is not served here.")

    def _watch(self, runs: list[UploadRun], done: threading.Event) -> None:
        """Give signs of life, and pass on what is asked of the job meanwhile."""
        while not done.wait(_LOOK_SECONDS):
            try:
                mine = self.jobs.live(self.job.id, self.holder)
                cancelled = self.jobs.is_cancelled(self.job.id)
            except WaybillError as away:
                log.warning("job %s goes on without its queue: %s", self.job.id, away)
                continue
            if runs and not mine:
                runs[0].pause(TakenOver("Another worker has taken this upload over."))
            elif runs and cancelled:
                runs[0].cancel()
