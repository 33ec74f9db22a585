"""An STS behind TLS."""

import pathlib

from streamtest import account, certificates, ports
from streamtest.dubbing_case import DubbingCase


class Tls(DubbingCase):
    SECONDS = 20

    def setUp(self):
        super().setUp()
        self.authority = certificates.Authority(pathlib.Path(self.processes.directory) / "ca")

    def start_secure(self, host, certificate, trusted):
        self.sts = self.start_sts(certificate=certificate)
        url = f"wss://{host}:{self.sts.port}"
        return self.start_dubbing(url, SSL_CERT_FILE=str(trusted.certificate))

    def assert_refused(self, host, certificate, trusted):
        """The STS is never spoken to, the log says why, and the stream goes on with its own sound."""
        run = self.start_secure(host, certificate, trusted)
        self.finish()
        self.assertEqual(self.sts.sessions(), 0)
        self.assertTrue([line for line in run.worker.log() if "certificate" in str(line)])
        self.assert_viewers_saw_everything()
        self.assert_accounts(self.sts, disconnected=self.segments)


class Trusted(Tls):
    def test_authority_of_our_own_is_dubbed_through(self):
        certificate = self.authority.issue("sts", "DNS:localhost", f"IP:{ports.LOOPBACK}")
        run = self.start_secure("localhost", certificate, trusted=self.authority)
        self.finish()
        self.assertEqual(run.worker.errors(), [])
        self.assert_viewers_saw_everything()
        self.assertEqual(len(self.sts.applied()), self.segments)
        self.assert_accounts(self.sts)

    def test_address_in_the_certificate_is_as_good_as_a_name(self):
        certificate = self.authority.issue("sts", f"IP:{ports.LOOPBACK}")
        run = self.start_secure(ports.LOOPBACK, certificate, trusted=self.authority)
        run.wait_until(lambda: len(self.sts.applied()) == 2, 20, "two fragments are applied")
        self.assertEqual(account.reasons(run), {})


class Refused(Tls):
    def test_certificate_of_another_authority(self):
        stranger = certificates.Authority(pathlib.Path(self.processes.directory) / "stranger", "somebody else")
        certificate = stranger.issue("sts", "DNS:localhost", f"IP:{ports.LOOPBACK}")
        self.assert_refused("localhost", certificate, trusted=self.authority)

    def test_certificate_of_another_host(self):
        certificate = self.authority.issue("sts", "DNS:other.example")
        self.assert_refused("localhost", certificate, trusted=self.authority)
