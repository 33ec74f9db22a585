// The last line of defence against credentials in the log: nobody hands them here on purpose, but the text of an error
// may come from a library or from a peer.
#pragma once

#include <string>
#include <string_view>

namespace sw::adapters {

// `text` without the user info of the URLs in it (RFC 3986 §3.2.1): what stands between "//" and the last '@' before
// the authority's end.
std::string redact_credentials(std::string_view text);

}  // namespace sw::adapters
