// What a sanitizer is told about GLib in test programs; without a sanitizer nobody calls these. GLib never frees the
// tables behind its quarks and interned strings, and says so in g_quark_new().
extern "C" const char* __asan_default_options() { return "fast_unwind_on_malloc=0"; }
extern "C" const char* __lsan_default_suppressions() {
  return "leak:g_intern_string\nleak:g_intern_static_string\nleak:g_quark_from\nleak:_dl_init\n";
}
