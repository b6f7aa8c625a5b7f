#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <system_error>

#include "simulator/cli/command.h"

namespace isocost::cli {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse_to_write(const std::string& path, const std::string& why) {
  throw std::runtime_error(fmt::format("{} cannot be written: {}", path, why));
}

}  // namespace

std::shared_ptr<const Catalogue> find_catalogue(const std::string& folder,
                                                const std::vector<std::string>& overlays) {
  Loaded<Catalogue> loaded = load_catalogue(find_models_folder(folder), overlays);
  print_diagnostics(loaded.diagnostics);
  if (!loaded.value) return nullptr;
  return std::make_shared<const Catalogue>(std::move(*loaded.value));
}

void check_writable(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  const std::string where = folder.empty() ? "." : folder.string();
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) refuse_to_write(path, "it is a folder");
  if (!fs::is_directory(where, ignored)) refuse_to_write(path, fmt::format("there is no folder {}", where));
  if (::access(where.c_str(), W_OK) != 0) refuse_to_write(path, std::generic_category().message(errno));
}

void write_file(const std::string& path, const std::string& content) {
  const std::string beside = fmt::format("{}.{}.part", path, ::getpid());
  const auto fail = [&](const std::string& why) {
    std::error_code ignored;
    fs::remove(beside, ignored);
    refuse_to_write(path, why);
  };
  {
    std::ofstream file(beside, std::ios::binary | std::ios::trunc);
    if (!file) fail(std::generic_category().message(errno));
    file << content;
    file.flush();
    if (!file) fail(std::generic_category().message(errno));
  }
  std::error_code problem;
  fs::rename(beside, path, problem);
  if (problem) fail(problem.message());
}

void write_output(const std::optional<std::string>& file, const std::string& content) {
  if (file)
    write_file(*file, content);
  else
    fmt::print("{}", content);
}

void print_diagnostics(const Diagnostics& diagnostics) { fmt::print(stderr, "{}", render(diagnostics)); }

std::optional<FinishedRun> read_saved_run(const std::string& file) {
  const Loaded<Node> root = parse_saved_file(file);
  print_diagnostics(root.diagnostics);
  if (!root.value) return std::nullopt;
  Loaded<FinishedRun> saved = read_run(*root.value);
  print_diagnostics(saved.diagnostics);
  return std::move(saved.value);
}

}  // namespace isocost::cli
