/// Files and words damaged at random, always the same: they are taken or refused with a text, never more.
#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "tests/support/models.h"

namespace isocost {
namespace {

using testing_support::InFolder;
using testing_support::models;

std::string content_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// Shipped files, in the order of their names.
std::vector<std::string> contents_of(const std::string& folder, const std::string& extension) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.path().extension() == extension) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> contents;
  for (const auto& path : paths) contents.push_back(content_of(path));
  return contents;
}

class Damage {
 public:
  explicit Damage(std::uint64_t seed) : random_(seed) {}

  std::size_t below(std::size_t bound) { return random_() % bound; }

  /// One to four slips: a byte changed, put in, or a stretch removed, doubled, or filled with one of YAML's
  /// marks.
  std::string damaged(std::string text, std::size_t most_slips = 4) {
    constexpr std::string_view marks = "{}[]:,-\"'#&*!|>%@`~\n\t .eE0159+/\x1b\x7f\xc3\xff";
    for (std::size_t slips = 1 + below(most_slips); slips > 0 && !text.empty(); --slips) {
      const std::size_t at = below(text.size()), length = std::size_t{1} << below(8);
      switch (below(5)) {
        case 0: text[at] = static_cast<char>(below(256)); break;
        case 1: text.insert(at, 1, marks[below(marks.size())]); break;
        case 2: text.erase(at, length); break;
        case 3: text.insert(at, text.substr(below(text.size()), length)); break;
        default: text.insert(at, length, marks[below(marks.size())]);
      }
    }
    return text;
  }

 private:
  std::mt19937_64 random_;
};

/// Taken, or refused with an error that can be printed; counts both.
template <class T>
void expect_sane(const Loaded<T>& loaded, std::size_t& taken, std::size_t& refused) {
  EXPECT_EQ(loaded.value.has_value(), !has_errors(loaded.diagnostics));
  EXPECT_EQ(loaded.value.has_value(), render(loaded.diagnostics).find("error: ") == std::string::npos);
  ++(loaded.value ? taken : refused);
}

TEST(DamagedFiles, scenarios_are_taken_or_refused) {
  const auto originals = contents_of(ISOCOST_SOURCE_DIR "/scenarios", ".yaml");
  ASSERT_FALSE(originals.empty());
  const InFolder folder;
  Damage damage(20261101);
  std::size_t taken = 0, refused = 0;
  for (std::size_t i = 0; i < 2000; ++i) {
    folder.write("damaged.yaml", damage.damaged(originals[i % originals.size()]));
    expect_sane(load_experiment("damaged.yaml", models()), taken, refused);
  }
  EXPECT_GT(taken, 50U);
  EXPECT_GT(refused, 500U);
}

TEST(DamagedFiles, catalogue_files_are_taken_or_refused) {
  const auto originals = contents_of(ISOCOST_SOURCE_DIR "/models", ".yaml");
  ASSERT_FALSE(originals.empty());
  const InFolder folder;
  std::filesystem::create_directories("models/acme");
  Damage damage(20261102);
  std::size_t taken = 0, refused = 0;
  for (std::size_t i = 0; i < 400; ++i) {
    folder.write("models/acme/run.yaml", damage.damaged(originals[i % originals.size()]));
    expect_sane(load_catalogue("models"), taken, refused);
  }
  EXPECT_GT(refused, 100U);
}

TEST(DamagedFiles, traces_are_taken_or_refused) {
  const std::vector<std::string> originals{
      "time,duration\n0,0.2\n1.5,0.4\n2,0.1\n", "start,count\n0,10\n60,20\n120,0\n",
      "timestamp,value\n2014-04-10 00:04:00,94.0\n2014-04-10 00:09:00,56.0\n",
      "app,func,end_timestamp,duration\na,f,1.5,0.5\nb,g,2.5,1\n",
      "HashOwner,HashApp,HashFunction,Trigger,1,2,3\no,a,f,http,1,0,2\no,a,g,timer,0,0,1\n"};
  const InFolder folder;
  Damage damage(20261103);
  std::size_t taken = 0, refused = 0;
  for (std::size_t i = 0; i < 1000; ++i) {
    folder.write("damaged.csv", damage.damaged(originals[i % originals.size()], 1));
    const auto loaded = open_trace("damaged.csv", Placement::random, {});
    expect_sane(loaded, taken, refused);
    // What was taken can be replayed to its end.
    if (!loaded.value || (*loaded.value)->summary().requests > 100'000) continue;
    const Distribution work = Distribution::constant(std::chrono::milliseconds(1));
    const auto source = (*loaded.value)->requests(&work, Trace::Order::by_time, Seed{1}, 0);
    RequestBlock block;
    std::uint64_t requests = 0;
    while (source->fill(block)) requests += block.size;
    EXPECT_EQ(requests, (*loaded.value)->summary().requests) << "file " << i;
  }
  EXPECT_GT(taken, 50U);
  EXPECT_GT(refused, 300U);
}

TEST(DamagedFiles, overrides_are_taken_or_refused) {
  const InFolder folder;
  folder.write("shop.yaml", content_of(ISOCOST_SOURCE_DIR "/scenarios/web-shop.yaml"));
  const std::vector<Override> originals{{"workload.rate", "40/s"},
                                        {"alternatives[0].memory", "1 GiB"},
                                        {"slo", "{p99: 1 s, errors: 1 %}"},
                                        {"application.duration", "{p50: 80 ms, p95: 300 ms}"}};
  Damage damage(20261104);
  std::size_t taken = 0, refused = 0;
  for (std::size_t i = 0; i < 1000; ++i) {
    Override one = originals[i % originals.size()];
    (i % 2 == 0 ? one.path : one.value) = damage.damaged(i % 2 == 0 ? one.path : one.value, 1);
    expect_sane(load_experiment("shop.yaml", models(), {{one}, {}}), taken, refused);
  }
  EXPECT_GT(taken, 10U);
  EXPECT_GT(refused, 300U);
}

}  // namespace
}  // namespace isocost
