"""Flash-and-beep files: picture and sound that tell from a recording how far they have drifted apart.

From second 1 on, each whole second begins with one white frame and a 50 ms beep of 1 kHz; those of every tenth second
last twice as long, so that an error of whole seconds shows. Second 0 has neither: a flash is seen by what is before
it. Between flashes a picture with noise moves, so that no two frames have the same bytes.
"""

import dataclasses
import fcntl
import hashlib
import os
import pathlib
import subprocess

BEEP_SECONDS = 0.05
DOUBLE_EVERY = 10  # seconds


@dataclasses.dataclass(frozen=True)
class Fixture:
    """The parameters of one file; equal parameters give equal bytes."""

    seconds: int = 60
    width: int = 1280
    height: int = 720
    rate: int = 30  # frames per second
    video_kbps: int = 2500
    has_audio: bool = True
    # The sound is moved by this much against the picture; below zero it is early.
    audio_shift_ms: int = 0


def fixture_path(fixture, folder):
    """The file, made at the first call and kept in `folder`. Safe for callers in several processes."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    argv = _ffmpeg_arguments(fixture)
    name = f"flash-{fixture.seconds}s-{hashlib.sha256(repr(argv).encode()).hexdigest()[:12]}.mp4"
    path = folder / name
    with open(folder / f"{name}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            unfinished = folder / f"unfinished-{name}"
            subprocess.run([*argv, str(unfinished)], check=True, stdin=subprocess.DEVNULL)
            os.rename(unfinished, path)
    return path


def _ffmpeg_arguments(fixture):
    inputs = ["-f", "lavfi", "-i", _picture(fixture)]
    if fixture.has_audio:
        inputs += ["-f", "lavfi", "-i", _sound(fixture)]
    exact = ["-flags", "+bitexact", "-fflags", "+bitexact", "-map_metadata", "-1", "-movflags", "+faststart"]
    return [
        *("ffmpeg", "-hide_banner", "-loglevel", "error", "-y"),
        *inputs,
        *("-t", str(fixture.seconds)),
        *_video_encoder(fixture),
        *("-c:a", "aac", "-b:a", "128k", "-ac", "2"),
        *exact,
    ]


def _picture(fixture):
    rate = fixture.rate
    flash_frames = f"(1+not(mod(floor(n/{rate}),{DOUBLE_EVERY})))"
    return (
        f"testsrc2=size={fixture.width}x{fixture.height}:rate={rate},format=yuv420p,"
        # Darker than a flash everywhere.
        "lutyuv=y='16+(val-16)*0.55',"
        f"drawbox=c=white:t=fill:enable='gte(n,{rate})*lt(mod(n,{rate}),{flash_frames})',"
        "noise=alls=10:allf=t:all_seed=7"
    )


def _sound(fixture):
    clock = f"(t-({fixture.audio_shift_ms})/1000)"
    beep_seconds = f"{BEEP_SECONDS}*(1+not(mod(floor({clock}),{DOUBLE_EVERY})))"
    beep = f"0.5*sin(2*PI*1000*{clock})*gte({clock},1)*lt(mod({clock},1),{beep_seconds})"
    background = "0.01*sin(2*PI*220*t)+0.02*(random(0)-0.5)"
    return f"aevalsrc=exprs='{background}+{beep}':s=48000:c=stereo"


def _video_encoder(fixture):
    # Two B-frames between others, and a closed GOP of 2 s. With several threads x264's rate control gives other bytes
    # each time.
    gop = ["-g", str(2 * fixture.rate), "-sc_threshold", "0", "-bf", "2", "-b_strategy", "0"]
    rate_control = ["-b:v", f"{fixture.video_kbps}k", "-maxrate", f"{fixture.video_kbps * 11 // 10}k"]
    rate_control += ["-bufsize", f"{fixture.video_kbps}k"]
    return ["-c:v", "libx264", "-preset", "superfast", "-threads", "1", *rate_control, *gop]
