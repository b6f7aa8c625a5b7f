/// The shipped catalogue, and scenarios written by a test.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "simulator/experiment/experiment.h"

namespace isocost::testing_support {

/// models/, read once in a process.
inline std::shared_ptr<const Catalogue> models() {
  static const std::shared_ptr<const Catalogue> loaded = [] {
    Loaded<Catalogue> catalogue = load_catalogue(ISOCOST_SOURCE_DIR "/models");
    EXPECT_EQ(render(catalogue.diagnostics), "");
    return catalogue.value ? std::make_shared<const Catalogue>(std::move(*catalogue.value)) : nullptr;
  }();
  return loaded;
}

/// A folder of this test's own, gone at its end; the test runs inside it, so that names in messages are
/// short.
class InFolder {
 public:
  InFolder() : before_(std::filesystem::current_path()) {
    const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
    std::string name =
        std::string(test->test_suite_name()) + "_" + test->name() + "_" + std::to_string(::getpid());
    std::replace(name.begin(), name.end(), '/', '_');
    folder_ = std::filesystem::path(testing::TempDir()) / ("isocost_" + name);
    std::filesystem::create_directories(folder_);
    std::filesystem::current_path(folder_);
  }
  ~InFolder() {
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(folder_);
  }
  InFolder(const InFolder&) = delete;
  InFolder& operator=(const InFolder&) = delete;

  static void write(const std::string& name, std::string_view content) {
    std::ofstream(name, std::ios::binary).write(content.data(), static_cast<std::streamsize>(content.size()));
  }

 private:
  std::filesystem::path before_, folder_;
};

/// The experiment of a scenario's text; fails the test with its diagnostics when there are any errors.
inline Experiment experiment_of(const std::string& text, const ExperimentChoices& choices = {}) {
  const InFolder folder;
  folder.write("scenario.yaml", text);
  Loaded<Experiment> loaded = load_experiment("scenario.yaml", models(), choices);
  EXPECT_EQ(render(loaded.diagnostics), "");
  if (!loaded.value) throw std::runtime_error("the scenario is not valid");
  return std::move(*loaded.value);
}

/// A catalogue of one file, models/acme/run.yaml.
inline Loaded<Catalogue> acme_catalogue(const std::string& content) {
  const InFolder folder;
  std::filesystem::create_directories("models/acme");
  folder.write("models/acme/run.yaml", content);
  return load_catalogue("models");
}

}  // namespace isocost::testing_support
