"""What the dubbing tests watch with, itself watched: metrics, segment folders, tones, odd peers, certificates, disks."""

import array
import base64
import math
import os
import pathlib
import random
import shutil
import socket
import ssl
import subprocess
import threading
import unittest.mock

from streamtest import case, certificates, decoded, full_disk, metrics, segments, sts, sts_peers, tcp_peer, tone
from streamtest.deadline import wait_until


class WatchingCase(case.CtestCase):
    LABEL = "unit"

    def folder(self):
        folder = case.run_folder(self.id())
        self.addCleanup(shutil.rmtree, folder)
        return folder

    def processes(self):
        """As much of processes.Processes as tools need that only put files somewhere."""
        return unittest.mock.Mock(directory=self.folder())


class MetricsReading(WatchingCase):
    TEXT = """\
# HELP worker_fallback_reason_total why
# TYPE worker_fallback_reason_total counter
worker_fallback_reason_total{stream_id="test",reason="timeout"} 2
worker_fallback_reason_total{stream_id="test",reason="error"} 0
worker_fallback_total{stream_id="te\\"st"} 2
worker_sts_rtt_ms_bucket{stream_id="test",le="1000"} 3
worker_sts_rtt_ms_bucket{stream_id="test",le="+Inf"} 4
worker_sts_rtt_ms_count{stream_id="test"} 4
worker_av_sync_delta_ms{stream_id="test"} -1.5e0
"""

    def setUp(self):
        self.metrics = metrics.Metrics(self.TEXT)

    def test_a_sample_is_found_by_some_of_its_labels(self):
        self.assertEqual(self.metrics.value("worker_fallback_reason_total", reason="timeout"), 2)
        self.assertEqual(self.metrics.value("worker_fallback_total"), 2)
        self.assertEqual(self.metrics.value("worker_av_sync_delta_ms"), -1.5)

    def test_two_samples_or_none_are_no_answer(self):
        with self.assertRaises(ValueError):
            self.metrics.value("worker_fallback_reason_total")
        with self.assertRaises(ValueError):
            self.metrics.value("worker_no_such_thing")

    def test_samples_by_label_leave_out_zeros(self):
        self.assertEqual(self.metrics.by_label("worker_fallback_reason_total", "reason"), {"timeout": 2})

    def test_histogram_tells_its_count_and_its_shares(self):
        self.assertEqual(self.metrics.count("worker_sts_rtt_ms"), 4)
        self.assertEqual(self.metrics.share_within("worker_sts_rtt_ms", 1000), 0.75)


class SegmentFolders(WatchingCase):
    def test_final_names_are_told_from_all_others(self):
        root = self.folder()
        (root / "test").mkdir()
        final = ["000000_video.mp4", "000000_audio.m4a", "000000_dubbed.m4a", "000000.json", "000012_audio.m4a"]
        others = [".000001_video.mp4.7-0.unfinished", "000001_video.mp4.tmp", "12_audio.m4a"]
        for name in [*final, *others]:
            (root / "test" / name).write_text("{}")
        found = segments.SegmentFolder(root)
        self.assertEqual({batch: set(files) for batch, files in found.by_batch().items()},
                         {0: {"video.mp4", "audio.m4a", "dubbed.m4a", ".json"}, 12: {"audio.m4a"}})
        self.assertEqual({path.name for path in found.others()}, set(others))
        self.assertEqual(found.metadata(0), {})

    def test_a_folder_that_is_not_there_is_empty(self):
        self.assertEqual(segments.SegmentFolder(self.folder() / "nowhere").by_batch(), {})


class Tones(WatchingCase):
    RATE = 48000

    def sound(self, *tones, seconds=3):
        """A Decoded with noise and the tones, as (Hz, amplitude of full scale, first second, end)."""
        noise = random.Random(7)
        samples = array.array("h")
        for place in range(seconds * self.RATE):
            time = place / self.RATE
            value = 0.02 * (noise.random() - 0.5)
            value += sum(
                size * math.sin(2 * math.pi * frequency * time)
                for frequency, size, first, end in tones
                if first <= time < end
            )
            samples.append(round(32767 * value))
        return decoded.Decoded((), samples, self.RATE, (decoded.Block(0.0, 0, len(samples)),))

    def test_the_mark_is_found_where_it_is(self):
        self.assertEqual(tone.marked_seconds(self.sound((tone.MARK_HZ, 0.02, 1, 3))), [1, 2])

    def test_other_tones_and_noise_are_no_mark(self):
        self.assertEqual(tone.marked_seconds(self.sound((1000, 0.5, 0, 3), (220, 0.01, 0, 3))), [])

    def test_amplitude_is_measured(self):
        samples = self.sound((tone.MARK_HZ, 0.02, 0, 1), seconds=1).samples[:4800]
        self.assertAlmostEqual(tone.amplitude(samples, self.RATE), 0.02, delta=0.001)


class OddPeers(WatchingCase):
    def connect(self, peer):
        connection = socket.create_connection(("127.0.0.1", peer.port), timeout=5)
        self.addCleanup(connection.close)
        return connection

    def test_the_silent_one_says_nothing_and_notices_the_end(self):
        with tcp_peer.TcpPeer(tcp_peer.stay_silent) as peer:
            connection = self.connect(peer)
            connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
            connection.settimeout(0.2)
            self.assertRaises(TimeoutError, connection.recv, 1)
            connection.close()
            wait_until(lambda: peer.ended, 5, "the end is noticed")

    def test_garbage_comes_unasked(self):
        with tcp_peer.TcpPeer(tcp_peer.talk_garbage) as peer:
            self.assertIn(b"ESMTP", self.connect(peer).recv(1000))

    def test_nobody_is_left_when_the_block_is(self):
        with tcp_peer.TcpPeer(tcp_peer.stay_silent) as peer:
            connection = self.connect(peer)
            wait_until(lambda: peer.began, 5, "it is accepted")
        self.assertEqual(connection.recv(1), b"")
        self.assertRaises(ConnectionRefusedError, self.connect, peer)

    def test_the_huge_message_is_announced_at_its_size_after_connect(self):
        huge = sts_peers.HugeMessage(10**8)
        with tcp_peer.TcpPeer(huge) as peer:
            connection = self.connect(peer)
            key = base64.b64encode(b"the sample nonce").decode()
            connection.sendall(f"GET /socket.io/ HTTP/1.1\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode())
            self.read_until(connection, b"}")  # the open packet
            connection.sendall(b"\x81\x82\0\0\0\x0040")
            said = self.read_until(connection, b"xxx")
            connection.close()
            wait_until(lambda: peer.ended, 5, "it gives up")
        self.assertIn(b'40{"sid":"huge"}\x81\x7f' + (10**8).to_bytes(8, "big") + b"42[", said)
        self.assertLess(huge.taken[0], 10**8)

    def read_until(self, connection, mark):
        data = b""
        while mark not in data:
            self.assertTrue(received := connection.recv(65536))
            data += received
        return data


class Certificates(WatchingCase):
    def shake_hands(self, certificate, authority, host):
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(certificate.certificate, certificate.key)
        ours, theirs = socket.socketpair()
        with ours, theirs:
            peer = threading.Thread(target=self.serve, args=(server, theirs))
            peer.start()
            try:
                client = ssl.create_default_context(cafile=authority.certificate)
                client.wrap_socket(ours, server_hostname=host).close()
            finally:
                ours.close()
                peer.join()

    @staticmethod
    def serve(context, connection):
        try:
            context.wrap_socket(connection, server_side=True).recv(1)
        except OSError:
            pass  # refused

    def test_an_issued_one_is_trusted_for_its_hosts(self):
        authority = certificates.Authority(self.folder())
        certificate = authority.issue("sts", "DNS:localhost", "IP:127.0.0.1")
        self.shake_hands(certificate, authority, "localhost")
        self.shake_hands(certificate, authority, "127.0.0.1")
        with self.assertRaises(ssl.SSLCertVerificationError):
            self.shake_hands(certificate, authority, "other.example")

    def test_a_stranger_s_is_not(self):
        folder = self.folder()
        authority = certificates.Authority(folder / "ours")
        stranger = certificates.Authority(folder / "theirs")
        with self.assertRaises(ssl.SSLCertVerificationError):
            self.shake_hands(stranger.issue("sts", "DNS:localhost"), authority, "localhost")


class FullDisks(WatchingCase):
    def test_a_folder_is_full_between_fill_and_free(self):
        children = self.processes()
        folder = pathlib.Path(children.directory) / "segments"
        folder.mkdir()
        disk = full_disk.FullDisk(children, folder)
        self.assertEqual(self.copy_to(folder, disk), "")
        disk.fill()
        self.assertIn("No space left on device", self.copy_to(folder, disk))
        self.assertEqual(self.copy_to(folder.parent, disk), "")
        disk.free()
        self.assertEqual(self.copy_to(folder, disk), "")

    @staticmethod
    def copy_to(folder, disk):
        argv = ["dd", "if=/dev/zero", f"of={folder}/file", "bs=1k", "count=2", "status=none"]
        return subprocess.run(argv, env={**os.environ, **disk.environment()}, capture_output=True, text=True).stderr


class Scripts(WatchingCase):
    def test_a_fault_is_written_in_the_words_of_the_script(self):
        self.assertEqual(sts.fault("freeze", lasting="3s", at="1s"), {"do": "freeze", "at": "1s", "for": "3s"})
        failed = sts.failing("TIMEOUT", True, to=4)
        self.assertEqual(failed["fragments"], {"to": 4})
        self.assertEqual(failed["error"], {"code": "TIMEOUT", "retryable": True})
