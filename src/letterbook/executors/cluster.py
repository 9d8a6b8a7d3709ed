"""Work on a cluster of other machines: dask's, whose scheduler is reached by TLS."""

from __future__ import annotations

import hashlib
import io
import ipaddress
import logging
import pickle
import threading
import time
import warnings
import zlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from letterbook.errors import LetterbookError, UsageError
from letterbook.executors.garbage import collect_garbage_less
from letterbook.executors.limits import give_time, limit_time
from letterbook.model import Limits
from letterbook.remedies import Remedy
from letterbook.sentences import say
from letterbook.steps import watch_steps

CERTIFICATES = ("ca.pem", "client.pem", "client-key.pem")
"""In the folder of certificates: the office's own authority, and this machine's certificate with its key."""
PATIENCE = 60
"""Seconds for which a cluster may be without a worker: one that was ended begins again in a few."""
_LARGE = 2048  # from so many bytes on, what several tasks hold goes to the cluster once
_SCHEME = "dask://"
_OURS = "letterbook-"
"""What the names of what is shared begin with."""


class ClusterLostError(LetterbookError):
    """The cluster does not answer, or has no worker any more; nothing was published."""

    exit_code = 3


@dataclass(frozen=True)
class _Task:
    """A task without what it has in common with others, which goes to the cluster by its hash."""

    arguments: bytes
    parts: Mapping[str, bytes]
    function_key: str
    function: bytes


class ClusterExecutor(Executor):
    """The workers of a cluster. They do not see this machine's disk, and each does one thing at a time: PDFium is not
    safe in threads.

    What several tasks have in common (the function with what it holds, fonts, pictures, enclosures) is sent once, by its
    hash, and kept by the scheduler, so that a worker that begins anew gets it again. dask itself gives a task whose worker
    died to others, three times by default; then it raises BrokenExecutor here, as a pool of processes does. It counts so for
    what is shared as well, over the whole mailing, and then refuses all that needs it: that is shared anew.
    """

    shares_disk = False
    tries = 4
    """Of a letter by itself, each on as many workers as dask allows, before it is taken to be what ends them: machines of a cluster
    come and go."""

    def __init__(self, address: str, certificates: Path | None = None, limits: Limits | None = None) -> None:
        """Raises UsageError for an address that is refused, ClusterLostError where no cluster answers there."""
        self.address = refuse_unsafe(address)
        self._limits = limits or Limits()
        self._client = _connected(self.address, certificates)
        self._executor = self._client.get_executor(pure=False, retries=0)
        self._shared: dict[str, Any] = {}
        self._functions: dict[int, tuple[Callable[..., Any], str, bytes]] = {}
        self._renewals = 0  # how often something was shared anew
        self._fruitless = 0  # how often since anything came back
        self._open: set[Future[Any]] = set()
        self._lock, self._ended = threading.Lock(), threading.Event()
        self.max_workers = len(self._client.nthreads())
        threading.Thread(target=self._watch, daemon=True).start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The future of what `fn`, a top-level function or a partial of one, gives for these arguments."""
        task = _Task(*_pickled((args, kwargs, self._limits)), *self._function(fn))
        future: Future[Any] = Future()
        with self._lock:
            self._open.add(future)
        self._send(future, task)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leaves the cluster; its workers go on for others."""
        if not self._ended.is_set():
            self._ended.set()
            self._executor.shutdown(wait=wait and not cancel_futures)
            self._client.close()

    def __exit__(self, kind: type[BaseException] | None, fault: object, trace: object) -> None:
        """Where an error ends the run, what is under way is not waited for: it writes nothing here."""
        self.shutdown(cancel_futures=kind is not None)

    def _send(self, future: Future[Any], task: _Task) -> None:
        blobs = [self._share(*blob) for blob in task.parts.items()]
        function = self._share(task.function_key, task.function)
        inner = self._executor.submit(_work_on, task.arguments, function, list(task.parts), blobs)
        future.add_done_callback(lambda done: inner.cancel() if done.cancelled() else None)
        inner.add_done_callback(lambda done: self._settle(future, task, done))

    def _function(self, fn: Callable[..., Any]) -> tuple[str, bytes]:
        """The function's hash and its bytes; it is the same object for each chunk of a mailing."""
        if id(fn) not in self._functions:
            data = pickle.dumps(fn)
            self._functions[id(fn)] = fn, hashlib.sha256(data).hexdigest(), data
        return self._functions[id(fn)][1:]

    def _share(self, key: str, data: bytes) -> Any:
        with self._lock:
            if key not in self._shared:
                name = f"{_OURS}{key}-{self._renewals}"
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # that it is large is why it is sent once
                    self._shared[key] = self._client.submit(_itself, data, key=name)
            return self._shared[key]

    def _settle(self, future: Future[Any], task: _Task, inner: Future[bytes]) -> None:
        if inner.cancelled():
            self._finish(future, error=self._lost("the connection to it ended"))
            return
        error = inner.exception()
        if error is None:
            self._fruitless = 0
            self._finish(future, inner.result())
        elif type(error).__name__ != "KilledWorker":
            self._finish(future, error=error)
        elif not self._ended.is_set() and self._is_renewed(str(getattr(error, "task", ""))):
            self._send(future, task)
        else:
            self._finish(future, error=BrokenExecutor(str(error)))

    def _is_renewed(self, blamed: str) -> bool:
        """Whether workers died while they had something that is shared, by its name there, and not while they made a letter; it is
        then shared anew. Where nothing came back in between again and again it may be what ends them, and is left.
        """
        if not blamed.startswith(_OURS):
            return False
        with self._lock:
            for key, shared in list(self._shared.items()):
                if shared.key == blamed:  # else another task has renewed it
                    del self._shared[key]
                    self._renewals += 1
                    self._fruitless += 1
        return self._fruitless <= self.tries

    def _finish(self, future: Future[Any], result: bytes = b"", error: BaseException | None = None) -> None:
        with self._lock:
            if future not in self._open:
                return
            self._open.discard(future)
        if not future.set_running_or_notify_cancel():
            return
        if error is None:
            future.set_result(pickle.loads(zlib.decompress(result)))  # noqa: S301  # a worker that showed its certificate
        else:
            future.set_exception(error)

    def _watch(self) -> None:
        """Gives up what is under way where the cluster has been without a worker for too long: it would wait for ever."""
        seen = time.monotonic()
        while not self._ended.wait(1):
            try:
                workers = len(self._client.nthreads())
            except Exception:  # noqa: BLE001  # whatever it is, the scheduler has not answered
                workers = 0
            if workers:
                seen, self.max_workers = time.monotonic(), max(workers, self.max_workers)
            elif time.monotonic() - seen > PATIENCE:
                for future in list(self._open):
                    self._finish(future, error=self._lost("it has had no worker for a minute"))

    def _lost(self, why: str) -> ClusterLostError:
        what = say(
            "The cluster at {address} is lost: {why}. Nothing was published; the numbers stay as they are.",
            address=self.address,
            why=why,
        )
        return ClusterLostError(what, Remedy.TRY_AGAIN)


def refuse_unsafe(address: str) -> str:
    """The scheduler's address without our own `dask://` before it.

    Raises UsageError for anything but tls://HOST:PORT, and tcp://HOST:PORT of this very machine: whoever can reach a
    scheduler can run programs on its workers, and read every name and address on the way.
    """
    found = address.removeprefix(_SCHEME)
    try:
        parts = urlsplit(found)
        host, port = parts.hostname, parts.port
    except ValueError:
        parts, host, port = urlsplit(""), None, None
    if parts.scheme not in ("tls", "tcp") or not host or not port or parts.path or parts.username:
        raise UsageError(
            say(
                "“{address}” is no address of a cluster. Write it as dask://tls://HOST:PORT.", address=address
            )
        )
    if parts.scheme == "tcp" and not _is_loopback(host):
        raise UsageError(
            say(
                "{address} would send names and addresses over the network for anybody to read. Ask whoever looks after the "
                "cluster for its address with tls:// and for certificates.",
                address=address,
            )
        )
    return found


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _connected(address: str, certificates: Path | None) -> Any:
    """A client of the cluster, which has a worker."""
    try:
        from distributed import Client, Security
    except ImportError:
        what = "This installation cannot reach a cluster. Install it with the extra: letterbook[cluster]."
        raise UsageError(what) from None
    for logger in ("distributed", "distributed.client"):  # each has a level of its own
        logging.getLogger(logger).setLevel(logging.CRITICAL + 1)  # what it says is not for a clerk
    security = None
    if address.startswith("tls"):
        files = _certificates(certificates)
        named = dict(zip(("tls_ca_file", "tls_client_cert", "tls_client_key"), files, strict=True))
        security = Security(**named, require_encryption=True)
    client = None
    try:
        client = Client(address, security=security, timeout=20, set_as_default=False)
        client.wait_for_workers(1, timeout=20)
    except (OSError, ValueError) as error:  # TimeoutError and SSLError are OSErrors
        if client is not None:
            client.close()
        why = "it has no worker" if client is not None else "nothing answers there that our certificates fit"
        what = say(
            "The cluster at {address} cannot be used: {why}. Nothing was made.", address=address, why=why
        )
        raise ClusterLostError(what, Remedy.TRY_AGAIN) from error
    return client


def _certificates(folder: Path | None) -> Sequence[str]:
    """The paths of the three files. Raises UsageError where one is missing."""
    if folder is None:
        what = "A cluster is reached with certificates. Name the folder that has them: {names}."
        raise UsageError(say(what, names=", ".join(CERTIFICATES)))
    for name in CERTIFICATES:
        if not (folder / name).is_file():
            what = "The folder of certificates, {folder}, has no file {name}."
            raise UsageError(say(what, folder=folder, name=name))
    return [str(folder / name) for name in CERTIFICATES]


# --- What goes to a worker ----------------------------------------------------------------------------------------


def _pickled(task: object) -> tuple[bytes, dict[str, bytes]]:
    """The task without its large parts, and these by their hashes."""
    parts: dict[str, bytes] = {}

    class _Pickler(pickle.Pickler):
        def persistent_id(self, obj: Any) -> tuple[str, str] | None:
            if type(obj) not in (bytes, str) or len(obj) < _LARGE:
                return None
            kind = "bytes" if type(obj) is bytes else "str"
            data = obj if type(obj) is bytes else obj.encode("utf-8", "surrogatepass")
            key = hashlib.sha256(data).hexdigest()
            parts[key] = data
            return kind, key

    file = io.BytesIO()
    _Pickler(file, pickle.HIGHEST_PROTOCOL).dump(task)
    return file.getvalue(), parts


class _Unpickler(pickle.Unpickler):
    def __init__(self, data: bytes, parts: Mapping[str, bytes]) -> None:
        super().__init__(io.BytesIO(data))
        self._parts = parts

    def persistent_load(self, pid: Any) -> Any:
        kind, key = pid
        return self._parts[key] if kind == "bytes" else self._parts[key].decode("utf-8", "surrogatepass")


# --- What a worker does -------------------------------------------------------------------------------------------

_one_at_a_time = threading.Lock()


def _itself(data: bytes) -> bytes:
    return data


def _work_on(task: bytes, function: bytes, keys: Sequence[str], parts: Sequence[bytes]) -> bytes:
    """What a worker does: the result, pickled and made small."""
    with _one_at_a_time:
        args, kwargs, limits = _Unpickler(task, dict(zip(keys, parts, strict=True))).load()
        _begin(limits)
        give_time()
        try:
            return zlib.compress(pickle.dumps(_function(function)(*args, **kwargs)), 1)
        finally:
            give_time()


@lru_cache(maxsize=2)
def _function(data: bytes) -> Callable[..., Any]:
    return pickle.loads(data)  # type: ignore[no-any-return]  # noqa: S301  # a client that showed its certificate


@lru_cache(maxsize=1)
def _begin(limits: Limits) -> None:
    collect_garbage_less()
    watch_steps(lambda step: limit_time(limits.seconds(step)))
