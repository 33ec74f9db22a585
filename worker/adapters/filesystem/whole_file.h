// One file, written so that its name never shows half of it: a temporary beside it, synced, then renamed.
#pragma once

#include <string>
#include <string_view>

#include "worker/adapters/filesystem/folder.h"

namespace sw::adapters {

// Each of these gives 0 or an errno.

// Puts `bytes` under `name` in place of what was there (a link there is replaced, not followed). Synced with its folder
// on return; on failure nothing is left behind and the old file stands.
int write_whole_file(const FileDescriptor& folder, const std::string& name, std::string_view bytes);

// Removes `name`; that there is none is a success.
int remove_file(const FileDescriptor& folder, const std::string& name);

// Removes the temporaries of runs that were killed, from `root` and the folders below it. A temporary is locked while
// its writer lives (flock), so those of other workers on the same folder stay.
void remove_leftovers(const FileDescriptor& root);

}  // namespace sw::adapters
