/// The results of a sweep in one SQLite file: a table `manifest` (name, value) and a table `cells`, one row
/// for each cell.
///
/// | column of `cells` | what |
/// |---|---|
/// | cell | its number (batch/sweep.h), the primary key |
/// | one for each axis, named by its path | the value, as the scenario writes it |
/// | alternative, platform, region, size | |
/// | replications_made, scenario_hash | |
/// | cost, cost_half_width, cost_status, requests, … | for each measure; NULL where there is no finite figure
/// |
///
/// While the sweep runs the file is called FILE.part. Each point is one transaction, so whatever ends the
/// program leaves whole points. The finished file is written anew from it and renamed: the same cells give
/// the same bytes, in whatever order they came.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "simulator/batch/sweep.h"

struct sqlite3;

namespace isocost {

/// All errors are std::runtime_error with the file's name.
class ResultStore {
 public:
  /// A new FILE.part.
  static ResultStore create(const std::string& file, const SweepManifest& manifest);
  /// FILE, or FILE.part when there is no FILE yet.
  static ResultStore open(const std::string& file);

  /// The names of the manifest's entries whose values are others than these; a manifest that was edited by
  /// hand is refused: its digest does not fit.
  [[nodiscard]] std::vector<std::string> differing(const SweepManifest& manifest);

  /// Numbers of the points of which every cell is there.
  [[nodiscard]] std::vector<std::size_t> finished_points(const SweepManifest& manifest);

  void add(const std::vector<SweepCell>& cells);
  /// In the order of their numbers. \param axes  how many there are
  [[nodiscard]] std::vector<SweepCell> cells(std::size_t axes);

  /// Writes FILE and removes FILE.part. \pre made by create, or opened as FILE.part
  void finish();
  [[nodiscard]] bool is_finished() const { return is_finished_; }

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };

  ResultStore(std::string file, const std::string& path, bool is_finished);
  void execute(const std::string& sql);
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> manifest_entries();
  [[noreturn]] void fail() const;

  std::string file_;
  std::string path_;
  bool is_finished_;
  std::unique_ptr<sqlite3, Close> handle_;
};

[[nodiscard]] std::string part_of(const std::string& file);

}  // namespace isocost
