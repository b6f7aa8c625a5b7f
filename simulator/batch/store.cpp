#include "simulator/batch/store.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <map>
#include <stdexcept>

namespace isocost {
namespace {

namespace fs = std::filesystem;

/// Columns of `cells` that stand before the axes' and after them, but for the measures.
constexpr std::array columns_after_axes{"alternative", "platform", "region", "size"};

std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

std::string table_of_cells(const std::vector<Axis>& axes) {
  std::string sql = "CREATE TABLE cells (cell INTEGER PRIMARY KEY";
  for (const Axis& axis : axes) sql += fmt::format(", {} TEXT NOT NULL", quoted(axis.path));
  for (const char* const name : columns_after_axes) sql += fmt::format(", {} TEXT NOT NULL", name);
  sql += ", replications_made INTEGER NOT NULL, scenario_hash TEXT NOT NULL";
  for (std::size_t i = 0; i < usual_metric_count; ++i) {
    const std::string name = info_of(static_cast<MetricId>(i)).name;
    sql += fmt::format(", {} REAL, {} REAL, {} TEXT NOT NULL", quoted(name), quoted(name + "_half_width"),
                       quoted(name + "_status"));
  }
  return sql + ")";
}

/// A prepared statement: parameters are bound, and columns read, from left to right.
class Statement {
 public:
  Statement(sqlite3* handle, const std::string& sql) : handle_(handle) {
    check(sqlite3_prepare_v2(handle, sql.c_str(), -1, &statement_, nullptr));
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(const std::string& text) {
    check(sqlite3_bind_text(statement_, ++place_, text.c_str(), static_cast<int>(text.size()),
                            SQLITE_TRANSIENT));
    return *this;
  }
  Statement& bind(std::size_t number) {
    check(sqlite3_bind_int64(statement_, ++place_, static_cast<sqlite3_int64>(number)));
    return *this;
  }
  Statement& bind(std::optional<double> number) {
    check(number && std::isfinite(*number) ? sqlite3_bind_double(statement_, ++place_, *number)
                                           : sqlite3_bind_null(statement_, ++place_));
    return *this;
  }

  /// Whether there is another row.
  bool next() {
    const int code = sqlite3_step(statement_);
    if (code != SQLITE_ROW && code != SQLITE_DONE) check(code);
    column_ = 0;
    return code == SQLITE_ROW;
  }
  std::string text() {
    const auto* const found = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column_++));
    return found != nullptr ? found : "";
  }
  std::size_t number() { return static_cast<std::size_t>(sqlite3_column_int64(statement_, column_++)); }
  std::optional<double> real() {
    const int at = column_++;
    if (sqlite3_column_type(statement_, at) == SQLITE_NULL) return std::nullopt;
    return sqlite3_column_double(statement_, at);
  }

 private:
  void check(int code) const {
    if (code != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(handle_));
  }

  sqlite3* handle_;
  sqlite3_stmt* statement_ = nullptr;
  int place_ = 0;
  int column_ = 0;
};

EstimateStatus status_of(const std::string& word) {
  const auto& words = estimate_status_words();
  const auto found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) throw std::runtime_error(fmt::format("\"{}\" is no status of a figure", word));
  return static_cast<EstimateStatus>(found - words.begin());
}

Estimate read_estimate(Statement& row) {
  Estimate made;
  const std::optional<double> value = row.real();
  made.half_width = row.real();
  made.status = status_of(row.text());
  made.value = value.value_or(value_without_number(made.status));
  return made;
}

}  // namespace

std::string part_of(const std::string& file) { return file + ".part"; }

void ResultStore::Close::operator()(sqlite3* handle) const { sqlite3_close(handle); }

void ResultStore::fail() const {
  throw std::runtime_error(fmt::format("{}: {}", path_, sqlite3_errmsg(handle_.get())));
}

ResultStore::ResultStore(std::string file, const std::string& path, bool is_finished)
    : file_(std::move(file)), path_(path), is_finished_(is_finished) {
  sqlite3* handle = nullptr;
  const int flags = is_finished ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  handle_.reset(handle);
  if (code != SQLITE_OK) fail();
  if (is_finished) return;
  execute("PRAGMA locking_mode = EXCLUSIVE");
  execute("PRAGMA journal_mode = WAL");
  execute("PRAGMA synchronous = NORMAL");
}

void ResultStore::execute(const std::string& sql) {
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

ResultStore ResultStore::create(const std::string& file, const SweepManifest& manifest) {
  ResultStore store(file, part_of(file), false);
  store.execute("BEGIN");
  store.execute("CREATE TABLE manifest (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
  store.execute(table_of_cells(manifest.axes));
  for (const auto& [name, value] : manifest.entries())
    Statement(store.handle_.get(), "INSERT INTO manifest VALUES (?, ?)").bind(name).bind(value).next();
  store.execute("COMMIT");
  return store;
}

ResultStore ResultStore::open(const std::string& file) {
  const bool is_finished = fs::exists(file);
  return {file, is_finished ? file : part_of(file), is_finished};
}

std::vector<std::pair<std::string, std::string>> ResultStore::manifest_entries() {
  std::vector<std::pair<std::string, std::string>> entries;
  try {
    Statement rows(handle_.get(), "SELECT name, value FROM manifest");
    while (rows.next()) {
      std::string name = rows.text();
      entries.emplace_back(std::move(name), rows.text());
    }
  } catch (const std::runtime_error&) {
    throw std::runtime_error(fmt::format("{} holds no sweep", path_));
  }
  return entries;
}

std::vector<std::string> ResultStore::differing(const SweepManifest& manifest) {
  std::map<std::string, std::string> kept;
  for (auto& [name, value] : manifest_entries()) kept.emplace(name, value);
  const auto wanted = manifest.entries();
  std::vector<std::pair<std::string, std::string>> in_order;
  for (const auto& [name, value] : wanted) in_order.emplace_back(name, kept[name]);
  if (kept["sweep_id"] != sweep_id_of(in_order))
    throw std::runtime_error(fmt::format("{}: the manifest was changed after it was written", path_));
  std::vector<std::string> names;
  for (const auto& [name, value] : wanted)
    if (name != "scenario_file" && name != "sweep_id" && kept[name] != value) names.push_back(name);
  return names;
}

std::vector<std::size_t> ResultStore::finished_points(const SweepManifest& manifest) {
  std::vector<std::size_t> points;
  Statement rows(handle_.get(), "SELECT cell / ?1, count(*) FROM cells GROUP BY 1 HAVING count(*) = ?1");
  rows.bind(manifest.alternatives.size());
  while (rows.next()) points.push_back(rows.number());
  return points;
}

void ResultStore::add(const std::vector<SweepCell>& cells) {
  if (cells.empty()) return;
  const std::size_t columns =
      1 + cells[0].values.size() + columns_after_axes.size() + 2 + 3 * usual_metric_count;
  std::string sql = "INSERT OR REPLACE INTO cells VALUES (?";
  for (std::size_t i = 1; i < columns; ++i) sql += ", ?";
  execute("BEGIN");
  for (const SweepCell& cell : cells) {
    Statement row(handle_.get(), sql + ")");
    row.bind(cell.cell);
    for (const std::string& value : cell.values) row.bind(value);
    row.bind(cell.alternative).bind(cell.platform).bind(cell.region).bind(cell.size);
    row.bind(static_cast<std::size_t>(cell.replications)).bind(cell.scenario_hash);
    for (const Estimate& one : cell.metrics)
      row.bind(std::optional(one.value)).bind(one.half_width).bind(std::string(word_of(one.status)));
    row.next();
  }
  execute("COMMIT");
}

std::vector<SweepCell> ResultStore::cells(std::size_t axes) {
  std::vector<SweepCell> all;
  Statement row(handle_.get(), "SELECT * FROM cells ORDER BY cell");
  while (row.next()) {
    SweepCell cell;
    cell.cell = row.number();
    for (std::size_t i = 0; i < axes; ++i) cell.values.push_back(row.text());
    cell.alternative = row.text();
    cell.platform = row.text();
    cell.region = row.text();
    cell.size = row.text();
    cell.replications = static_cast<int>(row.number());
    cell.scenario_hash = row.text();
    for (Estimate& one : cell.metrics) one = read_estimate(row);
    all.push_back(std::move(cell));
  }
  return all;
}

void ResultStore::finish() {
  const std::string beside = file_ + ".new";
  fs::remove(beside);
  Statement(handle_.get(), "VACUUM INTO ?").bind(beside).next();
  fs::rename(beside, file_);
  handle_.reset();
  for (const char* const ending : {"", "-wal", "-shm"}) fs::remove(path_ + ending);
  *this = open(file_);
}

}  // namespace isocost
