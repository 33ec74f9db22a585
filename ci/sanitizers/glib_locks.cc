// Under ThreadSanitizer: the order that GLib's locks keep, told to the sanitizer. GLib is built without it and locks
// with futexes of its own, so that whatever GStreamer hands from one thread to another would look like a race.
// GStreamer calls these functions by name and finds ours first; they say what happens and call GLib's own
// (glib/gthread-posix.c). GLib's recursive lock is the C library's, which the sanitizer knows.
#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>

#include <cstdint>

namespace {

// GLib's function of this name; the program's own is found before it.
template <class Function>
Function* glib(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

#define SW_TAKES(function)                                  \
  void function(void* lock) {                               \
    static auto* const real = glib<void(void*)>(#function); \
    real(lock);                                             \
    __tsan_acquire(lock);                                   \
  }

#define SW_LEAVES(function)                                 \
  void function(void* lock) {                               \
    static auto* const real = glib<void(void*)>(#function); \
    __tsan_release(lock);                                   \
    real(lock);                                             \
  }

extern "C" {

SW_TAKES(g_mutex_lock)
SW_LEAVES(g_mutex_unlock)
SW_TAKES(g_rw_lock_writer_lock)
SW_LEAVES(g_rw_lock_writer_unlock)
SW_TAKES(g_rw_lock_reader_lock)
SW_LEAVES(g_rw_lock_reader_unlock)

int g_mutex_trylock(void* mutex) {
  static auto* const real = glib<int(void*)>("g_mutex_trylock");
  const int locked = real(mutex);
  if (locked) __tsan_acquire(mutex);
  return locked;
}

void g_cond_wait(void* condition, void* mutex) {
  static auto* const real = glib<void(void*, void*)>("g_cond_wait");
  __tsan_release(mutex);
  real(condition, mutex);
  __tsan_acquire(mutex);
}

int g_cond_wait_until(void* condition, void* mutex, int64_t end_time) {
  static auto* const real = glib<int(void*, void*, int64_t)>("g_cond_wait_until");
  __tsan_release(mutex);
  const int woken = real(condition, mutex, end_time);
  __tsan_acquire(mutex);
  return woken;
}

// The last of those who hold a buffer releases what is in it; each has done with it by then (an atomic count).
void gst_mini_object_unref(void* object) {
  static auto* const real = glib<void(void*)>("gst_mini_object_unref");
  __tsan_release(object);
  __tsan_acquire(object);
  real(object);
}

}  // extern "C"
