"""A private certificate authority, and certificates of it or of nobody."""

import dataclasses
import pathlib
import subprocess


@dataclasses.dataclass(frozen=True)
class Certificate:
    certificate: pathlib.Path  # PEM
    key: pathlib.Path


class Authority:
    """Files in `folder`, made by openssl; good for a day."""

    def __init__(self, folder, name="private CA"):
        self._folder = pathlib.Path(folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._own = self._make("authority", ["-subj", f"/CN={name}"], ["basicConstraints=critical,CA:TRUE"])

    @property
    def certificate(self):
        """What those who shall trust it are given."""
        return self._own.certificate

    def issue(self, name, *hosts):
        """A certificate for the hosts, each as X.509 names them: "DNS:localhost", "IP:127.0.0.1"."""
        signer = ["-CA", self._own.certificate, "-CAkey", self._own.key]
        extensions = ["basicConstraints=CA:FALSE", "subjectAltName=" + ",".join(hosts)]
        return self._make(name, ["-subj", f"/CN={name}", *signer], extensions)

    def _make(self, name, options, extensions):
        made = Certificate(self._folder / f"{name}.pem", self._folder / f"{name}.key")
        argv = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "1"]
        argv += [*options, "-keyout", made.key, "-out", made.certificate]
        for extension in extensions:
            argv += ["-addext", extension]
        subprocess.run([str(argument) for argument in argv], check=True, capture_output=True)
        return made
