#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "simulator/batch/store.h"
#include "simulator/cli/command.h"
#include "simulator/cli/simulation.h"
#include "simulator/cli/vary.h"
#include "simulator/cli/watch.h"
#include "simulator/report/sweep_report.h"

namespace isocost::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_cells = 10'000'000;

constexpr const char* usage =
    "isocost sweep SCENARIO.yaml --vary PATH=VALUES … --output FILE.sqlite: every combination of values\n"
    "\n"
    "VALUES are a list (512 MiB,1 GiB), or LOW:HIGH:N (N values evenly apart) or LOW:HIGH:N:log. Every "
    "alternative at\n"
    "every combination is one row of the table \"cells\". All cells meet the same requests, but for those of "
    "another\n"
    "seed (--seeds N, or --vary seed=1,2,3). While it runs the file is FILE.sqlite.part; whatever ends it, "
    "--resume\n"
    "goes on where it was and gives the same file.\n"
    "\n"
    "Examples:\n"
    "  isocost sweep scenarios/steady-api.yaml --vary workload.rate=1/s:100/s:12:log --output rates.sqlite\n"
    "  isocost sweep web-shop.yaml --vary workload.rate=1M/month,10M/month \\\n"
    "      --vary \"alternatives[0].memory=256 MiB,512 MiB,1 GiB\" --seeds 5 --output sizes.sqlite --export "
    "sizes.csv\n"
    "  isocost sweep web-shop.yaml --vary … --output sizes.sqlite --resume --format json\n"
    "  sqlite3 rates.sqlite 'select \"workload.rate\", alternative, cost from cells order by cost'\n";

po::options_description options_description() {
  po::options_description options;
  options.add_options()("vary", po::value<std::vector<std::string>>(),
                        "PATH=VALUES: an entry of the scenario and its values; may be repeated")(
      "seeds", po::value<int>(), "each combination with so many seeds, from the scenario's on")(
      "output", po::value<std::string>(), "the SQLite file")(
      "resume", "go on with FILE.part, or take what FILE has")("format", po::value<std::string>(),
                                                               "print the cells: table, csv or json")(
      "export", po::value<std::string>(), "write the cells to this file: csv, or as --format says");
  add_input_options(options);
  add_catalogue_options(options);
  return options;
}

/// Nothing after a slip, which is printed.
std::optional<std::vector<Axis>> axes_of(const po::variables_map& values) {
  std::vector<Axis> axes;
  if (values.count("vary") > 0)
    for (const std::string& text : values["vary"].as<std::vector<std::string>>()) {
      auto parsed = parse_axis(text);
      if (const auto* const why = std::get_if<std::string>(&parsed)) {
        complain(fmt::format("--vary {}: {}", text, *why),
                 "such as --vary workload.rate=10/s,20/s or --vary workload.rate=1/s:100/s:12:log");
        return std::nullopt;
      }
      axes.push_back(std::move(std::get<Axis>(parsed)));
      for (std::size_t i = 0; i + 1 < axes.size(); ++i)
        if (axes[i].path == axes.back().path) {
          complain(fmt::format("--vary {}: given twice", axes.back().path), "one list holds all its values");
          return std::nullopt;
        }
    }
  return axes;
}

/// Adds the axis of --seeds, from the scenario's own seed on; false after a slip, which is printed.
bool add_seeds(const po::variables_map& values, std::uint64_t first, std::vector<Axis>& axes) {
  if (values.count("seeds") == 0) return true;
  const int count = values["seeds"].as<int>();
  const bool is_given_twice =
      std::any_of(axes.begin(), axes.end(), [](const Axis& one) { return one.is_seeded(); });
  if (count < 1 || count > 100'000 || is_given_twice) {
    complain(is_given_twice ? std::string("--seeds and --vary seed=… say the same thing")
                            : fmt::format("--seeds {}: expected 1 to 100000", count),
             "such as --seeds 5");
    return false;
  }
  axes.push_back({"seed", {}});
  for (int i = 0; i < count; ++i)
    axes.back().values.push_back(std::to_string(first + static_cast<std::uint64_t>(i)));
  return true;
}

/// Whether so many cells can be meant; if not, that is printed.
bool is_of_a_size(const std::vector<Axis>& axes) {
  double points = 1;
  for (const Axis& axis : axes) points *= static_cast<double>(axis.values.size());
  if (points <= static_cast<double>(most_cells)) return true;
  complain(fmt::format("{:.6g} combinations; at most {} are run", points, most_cells),
           "fewer values on an axis");
  return false;
}

std::optional<Sweep> sweep_of_options(const po::variables_map& values) {
  auto axes = axes_of(values);
  if (!axes) return std::nullopt;
  const std::string scenario = values["scenario"].as<std::string>();
  const auto experiment = experiment_of_options(scenario, values);
  if (!experiment || !add_seeds(values, experiment->scenario.seed.value, *axes)) return std::nullopt;
  if (axes->empty()) {
    complain("nothing varies", "--vary PATH=VALUES or --seeds N; isocost sweep --help has examples");
    return std::nullopt;
  }
  if (!is_of_a_size(*axes)) return std::nullopt;
  Loaded<Sweep> sweep = load_sweep(scenario, experiment->catalogue, experiment->choices, std::move(*axes));
  print_diagnostics(sweep.diagnostics);
  return std::move(sweep.value);
}

/// The file to go on with, or a new one. Nothing after a slip, which is printed.
std::optional<ResultStore> store_of(const std::string& file, const SweepManifest& manifest, bool is_resumed) {
  const bool is_there = fs::exists(file), is_part_there = fs::exists(part_of(file));
  if (!is_there && !is_part_there) return ResultStore::create(file, manifest);
  if (!is_resumed) {
    complain(fmt::format("{} is there already", is_there ? file : part_of(file)),
             "--resume goes on with it; remove it to begin anew, or name another file");
    return std::nullopt;
  }
  ResultStore store = ResultStore::open(file);
  const std::vector<std::string> differing = store.differing(manifest);
  if (differing.empty()) return store;
  complain(fmt::format("{} is of another sweep: {} differ", is_there ? file : part_of(file),
                       fmt::join(differing, ", ")),
           "give the same scenario, options and prices as at its beginning, or name another file");
  return std::nullopt;
}

std::vector<std::size_t> missing_points(const SweepManifest& manifest,
                                        const std::vector<std::size_t>& finished) {
  std::vector<bool> is_there(manifest.points());
  for (const std::size_t point : finished) is_there[point] = true;
  std::vector<std::size_t> missing;
  for (std::size_t point = 0; point < is_there.size(); ++point)
    if (!is_there[point]) missing.push_back(point);
  return missing;
}

std::string write_cells(const SweepManifest& manifest, const std::vector<SweepCell>& cells, Format format) {
  switch (format) {
    case Format::json: return write_sweep_json(manifest, cells);
    case Format::csv: return write_sweep_csv(manifest, cells);
    default: return write_report(make_sweep_report(manifest, cells), format);
  }
}

/// How the cells are printed or exported; nothing after a slip.
struct Wish {
  std::optional<Format> format;
  std::optional<std::string> file;
};
std::optional<Wish> wish_of(const po::variables_map& values) {
  Wish wish;
  if (values.count("format") > 0) {
    wish.format =
        known_format(values["format"].as<std::string>(), {Format::table, Format::json, Format::csv});
    if (!wish.format) return std::nullopt;
  }
  if (values.count("export") > 0) {
    wish.file = values["export"].as<std::string>();
    if (!wish.format) wish.format = Format::csv;
    check_writable(*wish.file);
  }
  return wish;
}

/// Runs what is missing. \returns what ended it badly
Diagnostics run_missing(const Sweep& sweep, const std::vector<std::size_t>& missing, int threads,
                        ResultStore& store) {
  Watch watch;
  const std::size_t at_once = sweep.manifest.alternatives.size();
  std::size_t done_points = 0;
  const auto keep = [&](const std::vector<SweepCell>& cells) {
    store.add(cells);
    watch.report(++done_points * at_once, missing.size() * at_once);
  };
  return run_sweep(sweep, missing, threads, keep, watch.token());
}

bool has_unpriced(const std::vector<SweepCell>& cells) {
  return std::any_of(cells.begin(), cells.end(), [](const SweepCell& one) {
    return one.metrics[static_cast<std::size_t>(MetricId::cost)].status == EstimateStatus::lower_bound;
  });
}

int sweep(const Sweep& sweep, ResultStore& store, const po::variables_map& values, const Wish& wish) {
  const std::string file = values["output"].as<std::string>();
  if (!store.is_finished()) {
    const auto missing = missing_points(sweep.manifest, store.finished_points(sweep.manifest));
    const Diagnostics problems = run_missing(sweep, missing, values["threads"].as<int>(), store);
    const std::size_t left = missing_points(sweep.manifest, store.finished_points(sweep.manifest)).size();
    if (left == 0) store.finish();
    print_diagnostics(problems);
    const std::size_t at_once = sweep.manifest.alternatives.size();
    fmt::print(stderr, "{} of {} cells are in {}{}\n", sweep.manifest.cells() - left * at_once,
               sweep.manifest.cells(), left == 0 ? file : part_of(file),
               left == 0 ? "" : "; --resume goes on with them");
    if (left > 0) return problems.empty() ? interrupted : bad_input;
  }
  const std::vector<SweepCell> cells = store.cells(sweep.manifest.axes.size());
  if (wish.format) write_output(wish.file, write_cells(sweep.manifest, cells, *wish.format));
  return has_unpriced(cells) ? unpriced : done;
}

}  // namespace

int sweep_command(const Arguments& arguments) {
  const Parsed parsed = parse(arguments, usage, options_description(), {"scenario"}, "sweep");
  if (parsed.exit) return *parsed.exit;
  const auto& values = parsed.values;
  for (const char* const option : {"scenario", "output"})
    if (values.count(option) == 0)
      return complain(fmt::format("what is missing: {}", option), "isocost sweep --help has examples");
  const auto wish = wish_of(values);
  if (!wish) return bad_input;
  const std::string file = values["output"].as<std::string>();
  check_writable(file);
  const auto wanted = sweep_of_options(values);
  if (!wanted) return bad_input;
  auto store = store_of(file, wanted->manifest, values.count("resume") > 0);
  return store ? sweep(*wanted, *store, values, *wish) : bad_input;
}

}  // namespace isocost::cli
