"""Windows ends a process alone, and forgets whose child it was: a job object keeps them together.

By hand, with ctypes: the set-up needs it before a package is there. A process that is held here,
and all that it starts, ends with ``end``, or when this process ends, also by force.
https://learn.microsoft.com/windows/win32/procthread/job-objects
"""

import ctypes
from ctypes import wintypes

KILL_ON_JOB_CLOSE = 0x2000
EXTENDED_LIMITS = 9
_jobs = {}


class _Basic(ctypes.Structure):
    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class _Limits(ctypes.Structure):
    _fields_ = (
        ("Basic", _Basic),
        ("IoInfo", ctypes.c_ulonglong * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


def _kernel():
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    kernel.CreateJobObjectW.argtypes = (wintypes.LPVOID, wintypes.LPCWSTR)
    kernel.SetInformationJobObject.argtypes = (
        wintypes.HANDLE, ctypes.c_int, wintypes.LPVOID, wintypes.DWORD,
    )  # fmt: skip
    kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    kernel.TerminateJobObject.argtypes = (wintypes.HANDLE, wintypes.UINT)
    kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    return kernel


def hold(process):
    """Put a ``Popen`` that was started a moment ago, and all it will start, into a job."""
    kernel = _kernel()
    job = kernel.CreateJobObjectW(None, None)
    limits = _Limits()
    limits.Basic.LimitFlags = KILL_ON_JOB_CLOSE
    kernel.SetInformationJobObject(
        job, EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
    )
    kernel.AssignProcessToJobObject(job, int(process._handle))
    _jobs[process] = job


def end(process):
    """End what ``hold`` was given, and all that it has started, whoever of them is left."""
    job = _jobs.pop(process, None)
    if job:
        kernel = _kernel()
        kernel.TerminateJobObject(job, 1)
        kernel.CloseHandle(job)
    if process.poll() is None:
        # A system that let us have no job for it.
        process.kill()
