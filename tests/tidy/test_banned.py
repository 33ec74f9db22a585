"""Calls and types that pure code must not know."""
from tidy_tree import Tree


class Banned(Tree):
    PURE = "worker/core worker/protocol worker/engine worker/base worker/ports sim contracts fakes/sts".split()
    # The rule, a piece of its replacement, and what it catches.
    CAUGHT = (
        ("clock", "take `Timestamp now` as an argument", (
            "auto t = std::chrono::steady_clock::now();",
            "auto t = std::chrono::system_clock::now();",
            "auto t = std::chrono::high_resolution_clock::now();",
            "using Clock = std::chrono::steady_clock;",
            "auto t = time(nullptr);",
            "auto t = std::time(&now);",
            "gettimeofday(&now, nullptr);",
            "clock_gettime(CLOCK_MONOTONIC, &now);",
        )),
        ("sleep", "when the alarm rings", (
            "std::this_thread::sleep_for(delay);",
            "std::this_thread::sleep_until(later);",
            "usleep(10);",
            "nanosleep(&delay, nullptr);",
            "sleep(1);",
            "::sleep (1);",
        )),
        ("thread", "let an adapter own the thread", (
            "std::thread worker(run);",
            "std::jthread worker(run);",
            "auto later = std::async(run);",
            "pthread_create(&thread, nullptr, run, nullptr);",
        )),
        ("random", "ports::Random", (
            "std::random_device device;",
            "std::mt19937 engine(1);",
            "std::mt19937_64 engine(1);",
            "int n = rand();",
            "srand(1);",
        )),
        ("environment", "a setting", (
            'const char* home = std::getenv("HOME");',
            'const char* home = getenv("HOME");',
        )),
        ("order", "keyed by a value", (
            "std::unordered_map<int, int> table;",
            "std::unordered_set<int> seen;",
            "std::map<Node*, int> table;",
            "std::map<const Node*, int> table;",
            "std::set<Node *> seen;",
            "std::set<std::shared_ptr<Node>> seen;",
        )),
    )
    FINE = (
        "TimeDelta time(int index);",
        "auto t = unit.time(0);",
        "auto t = clock.now();",
        "bool asleep(int n);",
        "auto n = random.draw(name, 0, 1);",
        "int operand(int n);",
        "std::map<int, Node*> table;",
        "std::map<StreamId, std::shared_ptr<Node>> table;",
        "std::set<int> seen;",
        "// std::thread, rand() and steady_clock::now() are for adapters.",
        'log("no sleep(1), getenv or unordered_map here");',
        "int this_thread = 1;",
    )

    def test_catches_each_in_core(self):
        for rule, instead, lines in self.CAUGHT:
            for line in lines:
                with self.subTest(line=line):
                    self.assert_caught(rule, instead, "worker/core/x.cc", f"\n{line}\n", line=2)

    def test_catches_a_clock_in_every_pure_folder(self):
        for folder in self.PURE:
            with self.subTest(folder=folder):
                path = f"{folder}/x.cc"
                self.assert_caught("clock", "Timestamp now", path, "auto t = std::chrono::steady_clock::now();\n")
                (self.root / path).unlink()

    def test_accepts_what_only_looks_alike(self):
        for line in self.FINE:
            with self.subTest(line=line):
                self.assert_passes("worker/core/x.cc", line + "\n")

    def test_adapters_have_clocks_and_threads(self):
        self.assert_passes("worker/adapters/asio/x.cc", "std::thread t(run);\nauto n = steady_clock::now();\n")
        self.assert_passes("fakes/live/x.cc", "std::thread t(run);\n")

    def test_only_the_app_reads_the_environment(self):
        self.assert_passes("worker/app/x.cc", 'auto* home = getenv("HOME");\n')
        self.assert_caught("environment", "a setting", "worker/adapters/asio/x.cc", 'auto* home = getenv("HOME");\n')

    def test_catches_a_property_that_computes_both_sides(self):
        for text in ("RC_ASSERT(!due || *due > now);", "RC_ASSERT(n == v.size() ||\n v[n] > 0);", "RC_ASSERT(p && *p);"):
            self.assert_caught("both-sides", "RC_ASSERT((a || b))", "tests/unit/x.cc", text + "\n")
        for text in ("RC_ASSERT((!due || *due > now));", "RC_ASSERT(a == (b || c));", "RC_ASSERT(a);\nx = b || c;"):
            self.assert_passes("tests/unit/x.cc", text + "\n")

    def test_catches_a_sleep_in_a_test(self):
        self.assert_caught("sleep", "wait for a condition", "tests/unit/x.cc", "std::this_thread::sleep_for(one);\n")

    def test_reports_every_occurrence(self):
        self.plant("worker/core/x.cc", "int a = rand();\nint b = rand();\n")
        self.assertEqual([one.line for one in self.findings()], [1, 2])
