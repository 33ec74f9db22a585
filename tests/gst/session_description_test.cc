// Session descriptions of RTSP servers (RFC 8866), well and badly made.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "worker/adapters/gstreamer/session_description.h"

namespace sw::tests {
namespace {

using adapters::gst::encoding_of;
using adapters::gst::read_media;
using adapters::gst::RtpEncoding;

std::string sdp(const std::string& media) {
  return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n" + media;
}

TEST(SessionDescription, NamesEachMediaSection) {
  const auto media =
      read_media(sdp("m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
                     "m=audio 0 RTP/AVP 97\r\na=rtpmap:97 mpeg4-generic/48000/2\r\n"));
  ASSERT_EQ(media.size(), 2u);
  EXPECT_EQ(media[0].kind, "video");
  EXPECT_EQ(media[0].encoding, "H264");
  EXPECT_EQ(media[1].kind, "audio");
  EXPECT_EQ(media[1].encoding, "MPEG4-GENERIC");
}

TEST(SessionDescription, VideoAloneShowsThatThereIsNoAudio) {
  EXPECT_EQ(read_media(sdp("m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n")).size(), 1u);
}

TEST(SessionDescription, StaticPayloadTypeHasItsRegisteredName) {
  const auto media = read_media(sdp("m=audio 0 RTP/AVP 8\r\n"));
  ASSERT_EQ(media.size(), 1u);
  EXPECT_EQ(media[0].encoding, "PCMA");
}

TEST(SessionDescription, RtpmapOfAnotherPayloadTypeDoesNotCount) {
  const auto media = read_media(sdp("m=video 0 RTP/AVP 96 97\r\na=rtpmap:97 VP8/90000\r\na=rtpmap:96 H265/90000\r\n"));
  ASSERT_EQ(media.size(), 1u);
  EXPECT_EQ(media[0].encoding, "H265");
}

TEST(SessionDescription, SectionWithoutAnEncodingHasNone) {
  const auto media = read_media(sdp("m=application 0 RTP/AVP 99\r\n"));
  ASSERT_EQ(media.size(), 1u);
  EXPECT_EQ(media[0].kind, "application");
  EXPECT_EQ(media[0].encoding, "");
}

TEST(SessionDescription, NamesAreCleanAndBounded) {
  const auto media = read_media(sdp("m=video 0 RTP/AVP 96\r\na=rtpmap:96 \x1b" + std::string(500, 'x') + "/90000\r\n"));
  ASSERT_EQ(media.size(), 1u);
  EXPECT_EQ(media[0].encoding, "?" + std::string(31, 'X'));
}

TEST(SessionDescription, SectionsAreBounded) {
  std::string many;
  for (int i = 0; i < 100; ++i) many += "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n";
  EXPECT_EQ(read_media(sdp(many)).size(), 32u);
}

TEST(SessionDescription, GarbageHasNoMedia) {
  EXPECT_TRUE(read_media("").empty());
  EXPECT_TRUE(read_media("\xff\xfe garbage").empty());
}

TEST(RtpEncodingName, IsKnownWhateverItsCase) {
  EXPECT_EQ(encoding_of("video", "h264"), RtpEncoding::kH264);
  EXPECT_EQ(encoding_of("audio", "MPEG4-GENERIC"), RtpEncoding::kMpeg4Generic);
  EXPECT_EQ(encoding_of("audio", "mp4a-latm"), RtpEncoding::kMp4aLatm);
}

TEST(RtpEncodingName, OfAnotherCodecIsUnknown) {
  EXPECT_EQ(encoding_of("video", "H265"), std::nullopt);
  EXPECT_EQ(encoding_of("audio", "OPUS"), std::nullopt);
  EXPECT_EQ(encoding_of("audio", "H264"), std::nullopt);
}

}  // namespace
}  // namespace sw::tests
