#include "simulator/workload/trace_file/lines.h"

#include <fmt/format.h>

#include <array>
#include <boost/iostreams/device/file.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_streambuf.hpp>
#include <fstream>

namespace isocost::trace_file {

namespace {

constexpr std::size_t longest_line = 8 * 1000 * 1000;
constexpr std::size_t chunk_size = 64 * 1024;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_gzip(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw UnreadableFile("the trace cannot be opened");
  std::array<char, 2> magic{};
  file.read(magic.data(), magic.size());
  return magic[0] == '\x1f' && magic[1] == '\x8b';
}

}  // namespace

LineReader::LineReader(const std::string& path) {
  auto input = std::make_unique<boost::iostreams::filtering_streambuf<boost::iostreams::input>>();
  if (is_gzip(path)) input->push(boost::iostreams::gzip_decompressor(15, chunk_size), chunk_size);
  input->push(boost::iostreams::file_source(path, std::ios::binary), chunk_size);
  input_ = std::move(input);
}

bool LineReader::next(Line& line) {
  while (take_line(line.text)) {
    line.number = ++number_;
    if (number_ == 1 && line.text.starts_with(byte_order_mark))
      line.text.remove_prefix(byte_order_mark.size());
    if (line.text.ends_with('\r')) line.text.remove_suffix(1);
    if (line.text.find_first_not_of(" \t") != std::string_view::npos) return true;
  }
  return false;
}

bool LineReader::take_line(std::string_view& text) {
  std::size_t end = buffer_.find('\n', begin_);
  while (end == std::string::npos) {
    const std::size_t searched = buffer_.size() - begin_;
    if (!read_more()) break;
    end = buffer_.find('\n', searched);
  }
  if (end == std::string::npos) end = buffer_.size();
  if (begin_ >= buffer_.size()) return false;
  if (end - begin_ > longest_line) refuse_long_line();
  text = std::string_view(buffer_).substr(begin_, end - begin_);
  begin_ = end + 1;
  return true;
}

bool LineReader::read_more() {
  buffer_.erase(0, begin_);
  begin_ = 0;
  const std::size_t kept = buffer_.size();
  if (kept > longest_line) refuse_long_line();
  buffer_.resize(kept + chunk_size);
  const std::size_t added = read_into(std::span(buffer_).subspan(kept));
  buffer_.resize(kept + added);
  return added > 0;
}

std::size_t LineReader::read_into(std::span<char> room) try {
  return static_cast<std::size_t>(input_->sgetn(room.data(), static_cast<std::streamsize>(room.size())));
} catch (const boost::iostreams::gzip_error&) {
  throw UnreadableFile("the gzip file is cut off or damaged");
} catch (const boost::iostreams::zlib_error&) {
  throw UnreadableFile("the gzip file is cut off or damaged");
} catch (const std::ios_base::failure&) {
  throw UnreadableFile(fmt::format("the trace cannot be read behind line {}", number_));
}

void LineReader::refuse_long_line() const {
  throw UnreadableFile(fmt::format("line {} is longer than 8 MB", number_ + 1));
}

}  // namespace isocost::trace_file
