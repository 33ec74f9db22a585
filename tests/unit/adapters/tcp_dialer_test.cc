#include "worker/adapters/asio/tcp_dialer.h"

#include <gtest/gtest.h>

#include <vector>

namespace sw::adapters {
namespace {

TEST(TcpDialer, TriesNoMoreAddressesThanItsLimit) {
  using boost::asio::ip::address_v4;
  std::vector<TcpDialer::Endpoint> all;
  for (uint32_t n = 0; n < kMaxAddresses + 8; ++n) all.emplace_back(address_v4(0x0A00'0001 + n), uint16_t{80});
  const auto found = TcpDialer::Resolved::create(all.begin(), all.end(), "host", "80");
  const auto tried = TcpDialer::first_addresses(found);
  ASSERT_EQ(tried.size(), kMaxAddresses);
  EXPECT_EQ(tried.front(), all.front());
  EXPECT_EQ(tried.back(), all[kMaxAddresses - 1]);
}

}  // namespace
}  // namespace sw::adapters
