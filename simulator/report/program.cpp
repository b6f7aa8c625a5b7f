#include "simulator/report/program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <stdexcept>

namespace isocost {
namespace {

namespace fs = std::filesystem;

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  for (std::string& word : words) all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

/// Of a program whose input is empty and whose output goes nowhere.
class SilentActions {
 public:
  SilentActions() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  }
  ~SilentActions() { posix_spawn_file_actions_destroy(&actions_); }
  SilentActions(const SilentActions&) = delete;
  SilentActions& operator=(const SilentActions&) = delete;
  [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

}  // namespace

std::optional<std::string> find_program(const std::string& name) {
  const char* const path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');) {
    const fs::path program = fs::path(folder) / name;
    std::error_code ignored;
    if (!folder.empty() && fs::is_regular_file(program, ignored) && ::access(program.c_str(), X_OK) == 0)
      return program.string();
  }
  return std::nullopt;
}

void run_program(const std::string& program, const std::vector<std::string>& words,
                 const std::vector<std::string>& environment) {
  std::vector<std::string> command{program}, settings = environment;
  command.insert(command.end(), words.begin(), words.end());
  for (char** one = environ; *one != nullptr; ++one) settings.emplace_back(*one);
  const SilentActions actions;
  ::pid_t id = 0;
  int problem = ::posix_spawn(&id, program.c_str(), actions.get(), nullptr, pointers(command).data(),
                              pointers(settings).data());
  if (problem != 0)
    throw std::runtime_error(
        fmt::format("{} cannot be started: {}", program, std::generic_category().message(problem)));
  int status = 0;
  while (::waitpid(id, &status, 0) < 0 && errno == EINTR) continue;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error(fmt::format("{} did not do its work", program));
}

}  // namespace isocost
