#include "simulator/workload/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/iostreams/device/file.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_streambuf.hpp>
#include <cassert>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <stdexcept>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "simulator/units/date.h"

namespace isocost {
namespace {

// ---------------------------------------------------------------------------------------------------------------
// The file's lines

constexpr std::size_t longest_line = 8 * 1000 * 1000;
constexpr std::size_t chunk_size = 64 * 1024;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

struct Line {
  std::string_view text;
  std::uint64_t number = 0;
};

/// The file, not a row of it, is at fault.
class UnreadableFile : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

bool is_gzip(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw UnreadableFile("the trace cannot be opened");
  std::array<char, 2> magic{};
  file.read(magic.data(), magic.size());
  return magic[0] == '\x1f' && magic[1] == '\x8b';
}

/// Lines without their ends; blank ones are left out.
class LineReader {
 public:
  explicit LineReader(const std::string& path) {
    if (is_gzip(path)) input_.push(boost::iostreams::gzip_decompressor(15, chunk_size), chunk_size);
    input_.push(boost::iostreams::file_source(path, std::ios::binary), chunk_size);
  }

  /// False at the end. The line lives until the next call.
  bool next(Line& line) {
    while (take_line(line.text)) {
      line.number = ++number_;
      if (number_ == 1 && line.text.starts_with(byte_order_mark)) line.text.remove_prefix(byte_order_mark.size());
      if (line.text.ends_with('\r')) line.text.remove_suffix(1);
      if (line.text.find_first_not_of(" \t") != std::string_view::npos) return true;
    }
    return false;
  }

 private:
  bool take_line(std::string_view& text) {
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

  bool read_more() {
    buffer_.erase(0, begin_);
    begin_ = 0;
    const std::size_t kept = buffer_.size();
    if (kept > longest_line) refuse_long_line();
    buffer_.resize(kept + chunk_size);
    const std::size_t added = read_into(std::span(buffer_).subspan(kept));
    buffer_.resize(kept + added);
    return added > 0;
  }

  std::size_t read_into(std::span<char> room) try {
    return static_cast<std::size_t>(input_.sgetn(room.data(), static_cast<std::streamsize>(room.size())));
  } catch (const boost::iostreams::gzip_error&) {
    throw UnreadableFile("the gzip file is cut off or damaged");
  } catch (const boost::iostreams::zlib_error&) {
    throw UnreadableFile("the gzip file is cut off or damaged");
  } catch (const std::ios_base::failure&) {
    throw UnreadableFile(fmt::format("the trace cannot be read behind line {}", number_));
  }

  [[noreturn]] void refuse_long_line() const {
    throw UnreadableFile(fmt::format("line {} is longer than 8 MB", number_ + 1));
  }

  boost::iostreams::filtering_streambuf<boost::iostreams::input> input_;
  std::string buffer_;
  std::size_t begin_ = 0;
  std::uint64_t number_ = 0;
};

// ---------------------------------------------------------------------------------------------------------------
// What is wrong with a row

/// A field that cannot be taken, as a part of its line.
struct Fault {
  std::string_view field;
  std::string message;
  std::string hint;
};

std::string shown(std::string_view text) {
  if (text.empty()) return "nothing";
  return text.size() <= 40 ? fmt::format("\"{}\"", text) : fmt::format("\"{}…\"", text.substr(0, 37));
}

int count_characters(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// Collects the bad rows of one file; \pre a fault's field lies in its line.
class RowProblems {
 public:
  RowProblems(std::string path, Diagnostics& diagnostics) : path_(std::move(path)), diagnostics_(diagnostics) {}

  void add(const Line& line, const Fault& fault) {
    if (++rows_ > most_shown) return;
    const auto before = static_cast<std::size_t>(fault.field.data() - line.text.data());
    const auto number = static_cast<int>(line.number);
    auto row = std::make_shared<SourceFile>(SourceFile{path_, std::string(line.text), number});
    add_error(diagnostics_,
              {std::move(row), number, count_characters(line.text.substr(0, before)) + 1,
               std::max(count_characters(fault.field), 1)},
              fault.message, fault.hint);
  }

  void add_to_file(std::string message, std::string hint = {}) {
    add_error(diagnostics_, whole_file(), std::move(message), std::move(hint));
  }

  void count_the_rest() {
    if (rows_ <= most_shown) return;
    const std::uint64_t more = rows_ - most_shown;
    diagnostics_.push_back({Severity::note, whole_file(),
                            fmt::format("{} more {} wrong", more, more == 1 ? "row is" : "rows are"), {}});
  }

 private:
  static constexpr std::uint64_t most_shown = 20;

  [[nodiscard]] SourceRange whole_file() const {
    return {std::make_shared<SourceFile>(SourceFile{path_, {}}), 0, 0, 1};
  }

  std::string path_;
  Diagnostics& diagnostics_;
  std::uint64_t rows_ = 0;
};

// ---------------------------------------------------------------------------------------------------------------
// Fields

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::size_t count_fields(std::string_view row) {
  return static_cast<std::size_t>(std::count(row.begin(), row.end(), ',')) + 1;
}

/// Cuts the first field off.
std::string_view take_field(std::string_view& rest) {
  const std::size_t comma = std::min(rest.find(','), rest.size());
  const std::string_view field = rest.substr(0, comma);
  rest.remove_prefix(std::min(comma + 1, rest.size()));
  return trimmed(field);
}

bool has_fields(std::string_view row, std::size_t expected, Fault& fault) {
  const std::size_t found = count_fields(row);
  if (found == expected) return true;
  const std::string_view plural = expected == 1 ? "" : "s";
  fault = {row, fmt::format("expected {} field{} as in the header, found {}", expected, plural, found), {}};
  return false;
}

bool split(std::string_view row, std::span<std::string_view> fields, Fault& fault) {
  if (!has_fields(row, fields.size(), fault)) return false;
  for (std::string_view& field : fields) field = take_field(row);
  return true;
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc() || stop != end) return std::nullopt;
  return value;
}

using Count = std::uint32_t;

/// "94" or "94.0"
std::optional<Count> parse_count(std::string_view text) {
  if (const auto whole = parse_number<Count>(text)) return whole;
  const auto value = parse_number<double>(text);
  const bool fits = value && *value >= 0 && *value <= std::numeric_limits<Count>::max() && *value == std::floor(*value);
  return fits ? std::optional(static_cast<Count>(*value)) : std::nullopt;
}

Fault not_a_count(std::string_view field, std::string_view what) {
  return {field, fmt::format("expected {}, a whole number, 0 or more, found {}", what, shown(field)),
          parse_number<double>(field).value_or(0) > std::numeric_limits<Count>::max() ? "a count is at most 4294967295"
                                                                                      : ""};
}

// ---------------------------------------------------------------------------------------------------------------
// Instants

constexpr double most_seconds = 4e9;
constexpr double longest_work = 1e9;

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Two digits at `from`, below `limit`.
std::optional<int> two_digits(std::string_view text, std::size_t from, int limit) {
  const std::string_view digits = text.substr(std::min(from, text.size()), 2);
  if (digits.size() < 2 || !is_digits(digits)) return std::nullopt;
  const auto value = parse_number<int>(digits);
  return *value < limit ? value : std::nullopt;
}

/// The part behind the date: "00:04", "00:04:00", "00:04:00.25".
std::optional<Duration> parse_time_of_day(std::string_view text) {
  const auto hours = two_digits(text, 0, 24), minutes = two_digits(text, 3, 60);
  if (!hours || !minutes || text[2] != ':') return std::nullopt;
  const Duration at = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  if (text.size() == 5) return at;
  const auto seconds = two_digits(text, 6, 60);
  if (!seconds || text[5] != ':') return std::nullopt;
  if (text.size() == 8) return at + std::chrono::seconds(*seconds);
  if (text[8] != '.' || !is_digits(text.substr(9))) return std::nullopt;
  return at + from_seconds(*parse_number<double>(text.substr(6)));
}

bool looks_like_date(std::string_view text) { return text.size() > 4 && text[4] == '-'; }

/// Since 1970.
std::optional<Duration> parse_date_time(std::string_view text) {
  const auto date = parse_date(text.substr(0, 10));
  if (!date || std::abs(date->time_since_epoch().count()) > static_cast<int>(most_seconds / 86400)) return std::nullopt;
  std::string_view rest = text.substr(10);
  if (rest.empty()) return date->time_since_epoch();
  if (rest.front() != ' ' && rest.front() != 'T') return std::nullopt;
  rest.remove_prefix(1);
  if (rest.ends_with('Z')) rest.remove_suffix(1);
  const auto time_of_day = parse_time_of_day(rest);
  return time_of_day ? std::optional(date->time_since_epoch() + *time_of_day) : std::nullopt;
}

std::optional<Duration> parse_seconds(std::string_view text) {
  const auto seconds = parse_number<double>(text);
  return seconds && std::abs(*seconds) <= most_seconds ? std::optional(from_seconds(*seconds)) : std::nullopt;
}

std::optional<Duration> read_work(std::string_view field, Fault& fault) {
  const auto seconds = parse_number<double>(field);
  if (seconds && *seconds >= 0 && *seconds <= longest_work) return from_seconds(*seconds);
  fault = {field, fmt::format("expected a duration in seconds, 0 or more, found {}", shown(field)), {}};
  return std::nullopt;
}

/// Reads one column of instants: the first decides whether all are seconds or date-times.
class InstantReader {
 public:
  std::optional<Duration> read(std::string_view field, Fault& fault) {
    const bool is_date = looks_like_date(field);
    const auto at = is_date ? parse_date_time(field) : parse_seconds(field);
    if (!at)
      fault = not_an_instant(field);
    else if (is_date != first_is_date_.value_or(is_date))
      fault = {field, fmt::format("expected {} as in the first row, found {}", is_date ? "seconds" : "a date-time",
                                  shown(field)), {}};
    else if (std::chrono::abs(*at - first_.value_or(*at)) > unbounded / 2)
      fault = {field, fmt::format("{} is more than 73 years from the first row", shown(field)), {}};
    else
      return accept(*at, is_date);
    return std::nullopt;
  }

 private:
  static Fault not_an_instant(std::string_view field) {
    const double seconds = parse_number<double>(field).value_or(0);
    const bool is_large = std::isfinite(seconds) && std::abs(seconds) > most_seconds;
    return {field, fmt::format("expected seconds or a date-time, found {}", shown(field)),
            is_large ? "seconds go up to 4e9; are these milliseconds?"
                     : "write seconds such as 12.5, or a date-time such as 2014-04-10 00:04:00"};
  }

  Duration accept(Duration at, bool is_date) {
    if (!first_) first_ = at;
    first_is_date_ = is_date;
    return at;
  }

  std::optional<Duration> first_;
  std::optional<bool> first_is_date_;
};

// ---------------------------------------------------------------------------------------------------------------
// Counts: what is kept

struct Cell {
  std::uint32_t interval;
  std::uint32_t function;
  Count count;
};

struct Counts {
  Placement placement = Placement::random;
  Duration step{};                     ///< length of every interval, unless there are edges
  std::vector<Time> edges;             ///< where each interval begins, then where the last ends
  std::vector<Cell> cells;             ///< non-zero, by function, then by interval
  std::vector<std::uint32_t> by_time;  ///< the cells by interval, then by function; empty when that is the same

  [[nodiscard]] Window interval(std::uint32_t i) const {
    if (!edges.empty()) return {edges[i], edges[i + 1]};
    return {Time(step * i), Time(step * i + step)};
  }
};

std::uint64_t total(const std::vector<Cell>& cells) {
  return std::accumulate(cells.begin(), cells.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const Cell& cell) { return sum + cell.count; });
}

/// A counting sort keeps the order of the functions in each interval.
std::vector<std::uint32_t> order_by_time(const std::vector<Cell>& cells, std::size_t intervals) {
  std::vector<std::uint32_t> next(intervals + 1);
  for (const Cell& cell : cells) ++next[cell.interval + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  std::vector<std::uint32_t> order(cells.size());
  for (std::uint32_t i = 0; i < cells.size(); ++i) order[next[cells[i].interval]++] = i;
  return order;
}

// ---------------------------------------------------------------------------------------------------------------
// Counts: the requests

Duration to_work(double nanoseconds) { return Duration(static_cast<std::int64_t>(std::max(nanoseconds, 0.0) + 0.5)); }

/// The draws of one function in one replication.
struct FunctionDraws {
  StreamKey placement;
  StreamKey work;
  std::uint64_t first;
};

/// The requests of one cell in rising order, drawn block by block.
class CellRequests {
 public:
  /// \pre count > 0
  void start(const Cell& cell, Window interval, Placement placement, const FunctionDraws& draws,
             const Distribution& work) {
    cell_ = cell;
    interval_ = interval;
    placement_ = placement;
    draws_ = draws;
    spent_ = 0;
    drawn_ = 0;
    last_ = interval.begin;
    draw_block(work);
  }

  [[nodiscard]] Request request() const { return {arrivals_[at_], work_[at_], cell_.function}; }

  /// False behind the last.
  bool advance(const Distribution& work) {
    if (++at_ < arrivals_.size()) return true;
    if (drawn_ == cell_.count) return false;
    draw_block(work);
    return true;
  }

 private:
  static constexpr std::uint32_t block_size = 256;

  void draw_block(const Distribution& work) {
    const std::uint32_t size = std::min(block_size, cell_.count - drawn_);
    std::array<double, block_size> room;
    const std::span<double> values(room.data(), size);
    if (placement_ == Placement::even)
      place_evenly(values);
    else
      place_at_random(values);
    set_arrivals(values);
    work.fill(draws_.work, draws_.first + drawn_, values);
    work_.resize(size);
    std::transform(values.begin(), values.end(), work_.begin(), to_work);
    drawn_ += size;
    at_ = 0;
  }

  void place_evenly(std::span<double> shares) const {
    for (std::size_t i = 0; i < shares.size(); ++i)
      shares[i] = (static_cast<double>(drawn_ + i) + 0.5) / static_cast<double>(cell_.count);
  }

  /// Uniforms in rising order without a sort: the k-th smallest of n exponentials is the one before it plus an
  /// exponential over n - k + 1. A. Rényi, "On the theory of order statistics", Acta Math. Acad. Sci. Hung. 4 (1953).
  void place_at_random(std::span<double> shares) {
    fill_exponential(draws_.placement, draws_.first + drawn_, shares);
    for (std::size_t i = 0; i < shares.size(); ++i) {
      spent_ += shares[i] / static_cast<double>(cell_.count - drawn_ - i);
      shares[i] = -spent_;
    }
    exp_in_place(shares);
    for (double& share : shares) share = 1 - share;
  }

  void set_arrivals(std::span<const double> shares) {
    const auto length = static_cast<double>(interval_.length().count());
    arrivals_.resize(shares.size());
    for (std::size_t i = 0; i < shares.size(); ++i) {
      const Time at = interval_.begin + Duration(static_cast<std::int64_t>(shares[i] * length));
      last_ = std::max(last_, std::min(at, interval_.end - Duration(1)));
      arrivals_[i] = last_;
    }
  }

  Cell cell_{};
  Window interval_{};
  Placement placement_ = Placement::random;
  FunctionDraws draws_{};
  double spent_ = 0;
  std::uint32_t drawn_ = 0;
  Time last_{};
  std::size_t at_ = 0;
  std::vector<Time> arrivals_;
  std::vector<Duration> work_;
};

/// Takes a group of cells at a time, one cell or all of an interval, and merges their requests.
class CountedRequests : public RequestSource {
 public:
  CountedRequests(std::shared_ptr<const Counts> counts, std::uint32_t functions, Distribution work, Trace::Order order,
                  Seed seed, std::uint64_t replication)
      : counts_(std::move(counts)),
        work_(std::move(work)),
        order_(order),
        seed_(seed),
        replication_(replication),
        next_draw_(functions) {}

  bool fill(RequestBlock& block) override {
    block.size = 0;
    while (block.size < RequestBlock::capacity && (!waiting_.empty() || start_group())) take_first(block);
    return block.size > 0;
  }

 private:
  [[nodiscard]] const Cell& cell_at(std::size_t position) const {
    const bool is_permuted = order_ == Trace::Order::by_time && !counts_->by_time.empty();
    return counts_->cells[is_permuted ? counts_->by_time[position] : position];
  }

  bool start_group() {
    const std::size_t cells = counts_->cells.size();
    if (position_ == cells) return false;
    const std::uint32_t interval = cell_at(position_).interval;
    do {
      start_cell(cell_at(position_++));
    } while (order_ == Trace::Order::by_time && position_ < cells && cell_at(position_).interval == interval);
    return true;
  }

  void start_cell(const Cell& cell) {
    const auto slot = static_cast<std::uint32_t>(waiting_.size());
    if (slot == cells_.size()) cells_.emplace_back();
    std::uint64_t& next = next_draw_[cell.function];
    const FunctionDraws draws{stream_key(seed_, Purpose::placement, replication_, cell.function),
                              stream_key(seed_, Purpose::work, replication_, cell.function), next};
    cells_[slot].start(cell, counts_->interval(cell.interval), counts_->placement, draws, work_);
    next += cell.count;
    next += next % 2;  // an interval's draws start at an even one, as the fills want
    wait(slot);
  }

  void take_first(RequestBlock& block) {
    std::pop_heap(waiting_.begin(), waiting_.end(), std::greater<>());
    const std::uint32_t slot = waiting_.back().slot;
    waiting_.pop_back();
    const Request request = cells_[slot].request();
    block.arrivals[block.size] = request.arrival;
    block.work[block.size] = request.work;
    block.functions[block.size++] = request.function;
    if (cells_[slot].advance(work_)) wait(slot);
  }

  void wait(std::uint32_t slot) {
    waiting_.push_back({cells_[slot].request().arrival, slot});
    std::push_heap(waiting_.begin(), waiting_.end(), std::greater<>());
  }

  /// Slots of an interval are in the order of the functions.
  struct Waiting {
    Time arrival;
    std::uint32_t slot;
    bool operator>(const Waiting& other) const {
      return arrival != other.arrival ? arrival > other.arrival : slot > other.slot;
    }
  };

  std::shared_ptr<const Counts> counts_;
  Distribution work_;
  Trace::Order order_;
  Seed seed_;
  std::uint64_t replication_;
  std::vector<std::uint64_t> next_draw_;  ///< by function
  std::size_t position_ = 0;
  std::vector<CellRequests> cells_;
  std::vector<Waiting> waiting_;  ///< a heap
};

class CountsTrace : public Trace {
 public:
  CountsTrace(TraceSummary summary, Counts counts)
      : summary_(std::move(summary)), counts_(std::make_shared<const Counts>(std::move(counts))) {}

  [[nodiscard]] const TraceSummary& summary() const override { return summary_; }

  [[nodiscard]] std::unique_ptr<RequestSource> requests(const Distribution* work, Order order, Seed seed,
                                                        std::uint64_t replication) const override {
    assert(work != nullptr);
    return std::make_unique<CountedRequests>(counts_, summary_.functions, *work, order, seed, replication);
  }

 private:
  TraceSummary summary_;
  std::shared_ptr<const Counts> counts_;
};

// ---------------------------------------------------------------------------------------------------------------
// Single rows: the requests

enum class RowShape : std::uint8_t { invocations, starts, starts_and_durations };

struct EventRow {
  Duration start{};  ///< since any instant
  Duration duration{};
  std::string_view function;  ///< empty when there is one
};

class EventRowReader {
 public:
  explicit EventRowReader(RowShape shape) : shape_(shape) {}

  std::optional<EventRow> read(std::string_view text, Fault& fault) {
    std::array<std::string_view, 4> room;
    const std::span fields(room.data(), field_count());
    if (!split(text, fields, fault)) return std::nullopt;
    const auto at = instants_.read(fields[shape_ == RowShape::invocations ? 2 : 0], fault);
    if (!at) return std::nullopt;
    if (shape_ == RowShape::starts) return EventRow{*at, {}, {}};
    const auto duration = read_work(fields.back(), fault);
    if (!duration) return std::nullopt;
    if (shape_ == RowShape::starts_and_durations) return EventRow{*at, *duration, {}};
    return EventRow{*at - *duration, *duration, app_and_function(fields)};
  }

 private:
  [[nodiscard]] std::size_t field_count() const {
    if (shape_ == RowShape::invocations) return 4;
    return shape_ == RowShape::starts ? 1 : 2;
  }

  /// From the begin of the first field to the end of the second.
  static std::string_view app_and_function(std::span<const std::string_view> fields) {
    const char* const end = fields[1].data() + fields[1].size();
    return {fields[0].data(), static_cast<std::size_t>(end - fields[0].data())};
  }

  RowShape shape_;
  InstantReader instants_;
};

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

using FunctionNumbers = std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>>;

/// What the first pass over the rows found.
struct Rows {
  std::string path;
  RowShape shape = RowShape::starts;
  FunctionNumbers functions;
  Duration earliest = Duration::max();
  Duration latest = Duration::min();
  Duration disorder{};  ///< the furthest that a start lies before one in an earlier row
  std::uint64_t count = 0;
};

/// Reads the file again. A row waits until no row behind it can start earlier.
class FileRequests : public RequestSource {
 public:
  FileRequests(std::shared_ptr<const Rows> rows, const Distribution* work, Seed seed, std::uint64_t replication)
      : rows_(std::move(rows)),
        lines_(rows_->path),
        reader_(rows_->shape),
        work_key_(stream_key(seed, Purpose::work, replication, 0)) {
    if (work != nullptr) work_ = *work;
    Line header;
    lines_.next(header);
  }

  bool fill(RequestBlock& block) override {
    block.size = 0;
    while (block.size < RequestBlock::capacity && bring_first()) {
      std::pop_heap(waiting_.begin(), waiting_.end(), std::greater<>());
      const Waiting& first = waiting_.back();
      block.arrivals[block.size] = first.arrival;
      block.work[block.size] = first.work;
      block.functions[block.size++] = first.function;
      waiting_.pop_back();
    }
    return block.size > 0;
  }

 private:
  /// Reads until the first of the waiting rows is the next request; false when there is none.
  bool bring_first() {
    while (!is_at_end_ && (waiting_.empty() || waiting_.front().arrival > newest_ - rows_->disorder)) read_row();
    return !waiting_.empty();
  }

  void read_row() {
    Line line;
    is_at_end_ = !next_line(line);
    if (is_at_end_ != (number_ == rows_->count)) refuse_change();
    if (!is_at_end_) take_row(line.text);
  }

  bool next_line(Line& line) try {
    return lines_.next(line);
  } catch (const UnreadableFile&) {
    refuse_change();
  }

  void take_row(std::string_view text) {
    Fault fault;
    const auto row = reader_.read(text, fault);
    if (!row) refuse_change();
    const Time arrival{row->start - rows_->earliest};
    if (arrival < newest_ - rows_->disorder || arrival < Time{}) refuse_change();
    newest_ = std::max(newest_, arrival);
    waiting_.push_back({arrival, number_, work_of(*row), function_of(*row)});
    std::push_heap(waiting_.begin(), waiting_.end(), std::greater<>());
    ++number_;
  }

  [[nodiscard]] std::uint32_t function_of(const EventRow& row) const {
    if (rows_->shape != RowShape::invocations) return 0;
    const auto found = rows_->functions.find(row.function);
    if (found == rows_->functions.end()) refuse_change();
    return found->second;
  }

  Duration work_of(const EventRow& row) {
    if (!work_) return row.duration;
    const auto slot = static_cast<std::size_t>(number_ % drawn_.size());
    if (slot == 0) work_->fill(work_key_, number_, drawn_);
    return to_work(drawn_[slot]);
  }

  [[noreturn]] void refuse_change() const {
    throw std::runtime_error(fmt::format("{}: the trace has changed since it was checked", rows_->path));
  }

  struct Waiting {
    Time arrival;
    std::uint64_t row;
    Duration work;
    std::uint32_t function;
    bool operator>(const Waiting& other) const {
      return arrival != other.arrival ? arrival > other.arrival : row > other.row;
    }
  };

  std::shared_ptr<const Rows> rows_;
  LineReader lines_;
  EventRowReader reader_;
  StreamKey work_key_;
  std::optional<Distribution> work_;
  std::array<double, 256> drawn_{};
  std::uint64_t number_ = 0;
  Time newest_{};
  bool is_at_end_ = false;
  std::vector<Waiting> waiting_;  ///< a heap
};

class RowsTrace : public Trace {
 public:
  RowsTrace(TraceSummary summary, Rows rows)
      : summary_(std::move(summary)), rows_(std::make_shared<const Rows>(std::move(rows))) {}

  [[nodiscard]] const TraceSummary& summary() const override { return summary_; }

  [[nodiscard]] std::unique_ptr<RequestSource> requests(const Distribution* work, Order, Seed seed,
                                                        std::uint64_t replication) const override {
    assert(work != nullptr || summary_.has_durations);
    return std::make_unique<FileRequests>(rows_, work, seed, replication);
  }

 private:
  TraceSummary summary_;
  std::shared_ptr<const Rows> rows_;
};

// ---------------------------------------------------------------------------------------------------------------
// The first pass, one reader a shape

using TracePointer = std::shared_ptr<const Trace>;

class ShapeReader {
 public:
  virtual ~ShapeReader() = default;
  /// One row behind the header; false and the fault when it is wrong.
  virtual bool read(std::string_view row, Fault& fault) = 0;
  /// After the last row, when all were right. Null and the fault (its field aside) when they make no trace.
  virtual TracePointer finish(TraceSummary summary, Fault& fault) = 0;
};

/// A row a function, a column a minute.
class FunctionCountsReader : public ShapeReader {
 public:
  FunctionCountsReader(std::size_t names, std::uint32_t first_minute, std::uint32_t minutes, Placement placement)
      : names_(names), first_minute_(first_minute), minutes_(minutes) {
    counts_.placement = placement;
    counts_.step = std::chrono::minutes(1);
  }

  bool read(std::string_view row, Fault& fault) override {
    if (!has_fields(row, names_ + minutes_, fault)) return false;
    for (std::size_t i = 0; i < names_; ++i) take_field(row);
    for (std::uint32_t minute = 0; minute < minutes_; ++minute) {
      const std::string_view field = take_field(row);
      const auto count = parse_count(field);
      if (!count) {
        fault = not_a_count(field, fmt::format("the requests of minute {}", first_minute_ + minute));
        return false;
      }
      if (*count > 0) counts_.cells.push_back({minute, functions_, *count});
    }
    ++functions_;
    return true;
  }

  TracePointer finish(TraceSummary summary, Fault&) override {
    counts_.cells.shrink_to_fit();
    counts_.by_time = order_by_time(counts_.cells, minutes_);
    summary.shape = "counts per function";
    summary.functions = functions_;
    summary.requests = total(counts_.cells);
    summary.length = counts_.step * minutes_;
    return std::make_shared<CountsTrace>(std::move(summary), std::move(counts_));
  }

 private:
  std::size_t names_;
  std::uint32_t first_minute_;
  std::uint32_t minutes_;
  std::uint32_t functions_ = 0;
  Counts counts_;
};

/// `minute,requests` and its like: numbered intervals of one length.
class NumberedCountsReader : public ShapeReader {
 public:
  NumberedCountsReader(std::string unit, Duration length, Placement placement) : unit_(std::move(unit)) {
    counts_.placement = placement;
    counts_.step = length;
  }

  bool read(std::string_view row, Fault& fault) override {
    std::array<std::string_view, 2> fields;
    if (!split(row, fields, fault)) return false;
    const auto interval = read_interval(fields[0], fault);
    if (!interval) return false;
    const auto count = parse_count(fields[1]);
    if (!count) fault = not_a_count(fields[1], fmt::format("the requests of the {}", unit_));
    if (count.value_or(0) > 0) counts_.cells.push_back({*interval, 0, *count});
    return count.has_value();
  }

  TracePointer finish(TraceSummary summary, Fault&) override {
    counts_.cells.shrink_to_fit();
    summary.shape = fmt::format("counts per {}", unit_);
    summary.requests = total(counts_.cells);
    summary.length = counts_.step * static_cast<std::int64_t>(*last_ - *first_ + 1);
    return std::make_shared<CountsTrace>(std::move(summary), std::move(counts_));
  }

 private:
  /// Counted from the first row's.
  std::optional<std::uint32_t> read_interval(std::string_view field, Fault& fault) {
    const auto number = parse_number<std::uint64_t>(field);
    if (!number)
      fault = {field, fmt::format("expected the number of the {}, found {}", unit_, shown(field)), {}};
    else if (last_ && *number <= *last_)
      fault = {field, fmt::format("expected a number above {}, found {}", *last_, shown(field)),
               "sort the rows by time"};
    else if (*number - first_.value_or(*number) >= most_intervals())
      fault = {field, fmt::format("{} {} is more than 136 years behind the first row", unit_, *number), {}};
    else
      return accept(*number);
    return std::nullopt;
  }

  /// So that an interval's number fits 32 bits and its end is a time.
  [[nodiscard]] std::uint64_t most_intervals() const {
    constexpr Duration longest = std::chrono::seconds(std::numeric_limits<std::uint32_t>::max());
    return static_cast<std::uint64_t>(longest / counts_.step);
  }

  std::uint32_t accept(std::uint64_t number) {
    if (!first_) first_ = number;
    last_ = number;
    return static_cast<std::uint32_t>(number - *first_);
  }

  std::string unit_;
  std::optional<std::uint64_t> first_;
  std::optional<std::uint64_t> last_;
  Counts counts_;
};

/// `start,count` and `timestamp,value`: an interval reaches to the next row.
class DatedCountsReader : public ShapeReader {
 public:
  explicit DatedCountsReader(Placement placement) { counts_.placement = placement; }

  bool read(std::string_view row, Fault& fault) override {
    std::array<std::string_view, 2> fields;
    if (!split(row, fields, fault)) return false;
    if (!read_start(fields[0], fault)) return false;
    const auto count = parse_count(fields[1]);
    if (!count) fault = not_a_count(fields[1], "a number of requests");
    const auto interval = static_cast<std::uint32_t>(counts_.edges.size() - 1);
    if (count.value_or(0) > 0) counts_.cells.push_back({interval, 0, *count});
    return count.has_value();
  }

  TracePointer finish(TraceSummary summary, Fault& fault) override {
    std::vector<Time>& edges = counts_.edges;
    if (edges.size() < 2) {
      fault = {{}, "the trace has one row, so the length of its interval is not known",
               "an interval reaches to the next row: add one, with 0 requests if there are none"};
      return nullptr;
    }
    edges.push_back(edges.back() + (edges.back() - edges[edges.size() - 2]));
    counts_.cells.shrink_to_fit();
    edges.shrink_to_fit();
    summary.shape = "counts";
    summary.requests = total(counts_.cells);
    summary.length = edges.back().time_since_epoch();
    return std::make_shared<CountsTrace>(std::move(summary), std::move(counts_));
  }

 private:
  bool read_start(std::string_view field, Fault& fault) {
    const auto at = instants_.read(field, fault);
    if (!at) return false;
    const Time start{*at - first_.value_or(*at)};
    if (first_ && start <= counts_.edges.back()) {
      fault = {field, fmt::format("expected a time after that of the row before, found {}", shown(field)),
               "sort the rows by time"};
      return false;
    }
    if (!first_) first_ = at;
    counts_.edges.push_back(start);
    return true;
  }

  InstantReader instants_;
  std::optional<Duration> first_;
  Counts counts_;
};

/// Invocations and events.
class EventsReader : public ShapeReader {
 public:
  explicit EventsReader(RowShape shape) : reader_(shape) { rows_.shape = shape; }

  bool read(std::string_view text, Fault& fault) override {
    const auto row = reader_.read(text, fault);
    if (!row) return false;
    if (!rows_.functions.contains(row->function))
      rows_.functions.emplace(row->function, static_cast<std::uint32_t>(rows_.functions.size()));
    rows_.earliest = std::min(rows_.earliest, row->start);
    rows_.latest = std::max(rows_.latest, row->start);
    rows_.disorder = std::max(rows_.disorder, rows_.latest - row->start);
    ++rows_.count;
    return true;
  }

  TracePointer finish(TraceSummary summary, Fault&) override {
    rows_.path = summary.path;
    summary.shape = rows_.shape == RowShape::invocations ? "invocations" : "events";
    summary.functions = static_cast<std::uint32_t>(rows_.functions.size());
    summary.requests = rows_.count;
    summary.length = rows_.latest - rows_.earliest + Duration(1);
    summary.has_durations = rows_.shape != RowShape::starts;
    return std::make_shared<RowsTrace>(std::move(summary), std::move(rows_));
  }

 private:
  EventRowReader reader_;
  Rows rows_;
};

// ---------------------------------------------------------------------------------------------------------------
// The header

using ReaderPointer = std::unique_ptr<ShapeReader>;

constexpr std::array function_names{"HashOwner", "HashApp", "HashFunction", "Trigger"};

bool is_function_name(std::string_view word) {
  return std::find(function_names.begin(), function_names.end(), word) != function_names.end();
}

/// "17", "minute_17" or "17_minute"
std::optional<std::uint32_t> parse_minute(std::string_view word) {
  constexpr std::string_view before = "minute_", behind = "_minute";
  if (word.starts_with(before))
    word.remove_prefix(before.size());
  else if (word.ends_with(behind))
    word.remove_suffix(behind.size());
  const auto minute = parse_number<std::uint32_t>(word);
  return minute && *minute < 1'000'000 ? minute : std::nullopt;
}

/// \pre the header starts with one of the function names
ReaderPointer recognise_functions(std::string_view header, Placement placement, Fault& fault) {
  std::string_view rest = header;
  std::string_view word = take_field(rest);
  std::size_t names = 0;
  for (; is_function_name(word); ++names) word = take_field(rest);
  const auto minutes = static_cast<std::uint32_t>(count_fields(header) - std::min(names, count_fields(header)));
  const auto first = parse_minute(word);
  for (std::uint32_t i = 0; i < minutes; ++i, word = take_field(rest)) {
    const std::uint32_t expected = first.value_or(1) + i;
    if (parse_minute(word) == expected) continue;
    fault = {word, fmt::format("expected minute {} here, found {}", expected, shown(word)),
             "a column a minute, in order, behind the names of the function"};
    return nullptr;
  }
  if (minutes > 0) return std::make_unique<FunctionCountsReader>(names, *first, minutes, placement);
  fault = {header, "expected a column a minute behind the names of the function", {}};
  return nullptr;
}

struct KnownHeader {
  std::string_view text;
  ReaderPointer (*make)(Placement);
};

template <RowShape shape>
ReaderPointer make_events(Placement) {
  return std::make_unique<EventsReader>(shape);
}
ReaderPointer make_dated(Placement placement) { return std::make_unique<DatedCountsReader>(placement); }

constexpr std::array known_headers{
    KnownHeader{"app,func,end_timestamp,duration", make_events<RowShape::invocations>},
    KnownHeader{"time", make_events<RowShape::starts>},
    KnownHeader{"time,duration", make_events<RowShape::starts_and_durations>},
    KnownHeader{"timestamp", make_events<RowShape::starts>},
    KnownHeader{"timestamp,duration", make_events<RowShape::starts_and_durations>},
    KnownHeader{"timestamp,value", make_dated},
    KnownHeader{"start,count", make_dated},
    KnownHeader{"second,requests",
                [](Placement placement) -> ReaderPointer {
                  return std::make_unique<NumberedCountsReader>("second", std::chrono::seconds(1), placement);
                }},
    KnownHeader{"minute,requests",
                [](Placement placement) -> ReaderPointer {
                  return std::make_unique<NumberedCountsReader>("minute", std::chrono::minutes(1), placement);
                }},
    KnownHeader{"hour,requests",
                [](Placement placement) -> ReaderPointer {
                  return std::make_unique<NumberedCountsReader>("hour", hour, placement);
                }},
};

Fault unknown_header(std::string_view header) {
  std::vector<std::string> known{"HashOwner,HashApp,HashFunction,Trigger,1,2,…"};
  for (const KnownHeader& one : known_headers) known.emplace_back(one.text);
  std::string hint = fmt::format("known headers: {}", fmt::join(known, " | "));
  if (const auto near = nearest_word(header, known)) hint = fmt::format("did you mean \"{}\"? {}", *near, hint);
  return {header, fmt::format("{} is not the header of a trace", shown(header)), std::move(hint)};
}

ReaderPointer recognise(std::string_view header, Placement placement, Fault& fault) {
  std::string_view rest = header;
  if (is_function_name(take_field(rest))) return recognise_functions(header, placement, fault);
  std::vector<std::string_view> words(count_fields(header));
  rest = header;
  for (std::string_view& word : words) word = take_field(rest);
  const std::string without_blanks = fmt::format("{}", fmt::join(words, ","));
  for (const KnownHeader& known : known_headers)
    if (without_blanks == known.text) return known.make(placement);
  fault = unknown_header(header);
  return nullptr;
}

// ---------------------------------------------------------------------------------------------------------------
// Opening

bool is_text(std::string_view line) {
  return std::none_of(line.begin(), line.end(), [](char c) { return c >= 0 && c < 0x20 && c != '\t'; });
}

std::optional<std::string> why_not_there(const std::string& path) {
  std::error_code failure;
  const auto status = std::filesystem::status(path, failure);
  if (!std::filesystem::exists(status)) return fmt::format("there is no file \"{}\"", path);
  if (std::filesystem::is_directory(status)) return fmt::format("\"{}\" is a folder, not a file", path);
  if (!std::filesystem::is_regular_file(status)) return fmt::format("\"{}\" cannot be read twice", path);
  if (!std::ifstream(path)) return fmt::format("the file \"{}\" cannot be read", path);
  return std::nullopt;
}

ReaderPointer read_header(LineReader& lines, Line& header, Placement placement, RowProblems& problems) {
  if (!lines.next(header)) {
    problems.add_to_file("the trace is empty", "the first line tells the columns, such as time,duration");
    return nullptr;
  }
  if (!is_text(header.text)) {
    problems.add_to_file("the trace is neither text nor gzip", "unpack it first");
    return nullptr;
  }
  Fault fault;
  ReaderPointer reader = recognise(header.text, placement, fault);
  if (!reader) problems.add(header, fault);
  return reader;
}

TracePointer read_trace(const std::string& path, Placement placement, RowProblems& problems) {
  LineReader lines(path);
  Line line;
  const ReaderPointer reader = read_header(lines, line, placement, problems);
  if (!reader) return nullptr;
  bool is_right = true, has_rows = false;
  Fault fault;
  for (; lines.next(line); has_rows = true) {
    if (reader->read(line.text, fault)) continue;
    problems.add(line, fault);
    is_right = false;
  }
  if (!has_rows) problems.add_to_file("the trace has a header and no rows");
  if (!is_right || !has_rows) return nullptr;
  TraceSummary summary;
  summary.path = path;
  TracePointer trace = reader->finish(std::move(summary), fault);
  if (!trace) problems.add_to_file(fault.message, fault.hint);
  return trace;
}

}  // namespace

Loaded<std::shared_ptr<const Trace>> open_trace(const std::string& path, Placement placement, const SourceRange& at) {
  Loaded<TracePointer> loaded;
  if (auto reason = why_not_there(path)) {
    add_error(loaded.diagnostics, at, std::move(*reason));
    return loaded;
  }
  RowProblems problems(path, loaded.diagnostics);
  try {
    if (TracePointer trace = read_trace(path, placement, problems)) loaded.value = std::move(trace);
  } catch (const UnreadableFile& failure) {
    problems.add_to_file(failure.what());
  }
  problems.count_the_rest();
  return loaded;
}

}  // namespace isocost
