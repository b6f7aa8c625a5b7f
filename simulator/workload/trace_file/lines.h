/// The lines of a trace file, gzip or not, streamed: one chunk of the file is in memory, and the line at
/// hand.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <streambuf>
#include <string>
#include <string_view>

namespace isocost::trace_file {

struct Line {
  std::string_view text;
  std::uint64_t number = 0;
};

/// The file, not a row of it, is at fault.
class UnreadableFile : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Lines without their ends; blank ones are left out. A byte order mark and carriage returns are taken off.
class LineReader {
 public:
  /// Throws UnreadableFile, as `next` does.
  explicit LineReader(const std::string& path);

  /// False at the end. The line lives until the next call.
  bool next(Line& line);

 private:
  bool take_line(std::string_view& text);
  bool read_more();
  std::size_t read_into(std::span<char> room);
  [[noreturn]] void refuse_long_line() const;

  std::unique_ptr<std::streambuf> input_;
  std::string buffer_;
  std::size_t begin_ = 0;
  std::uint64_t number_ = 0;
};

}  // namespace isocost::trace_file
