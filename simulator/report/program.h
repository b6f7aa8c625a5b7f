/// Programs of others that make what this one does not: pictures and PDF. No shell is involved, so no name of
/// a scenario can become a command.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace isocost {

/// Where PATH has it.
[[nodiscard]] std::optional<std::string> find_program(const std::string& name);

/// Runs it with nothing to read and its output given up, and waits. Throws std::runtime_error with the
/// program's name when it cannot be started or does not end with 0.
/// \param words        after the program's name
/// \param environment  "NAME=value", beside what this program has
void run_program(const std::string& program, const std::vector<std::string>& words,
                 const std::vector<std::string>& environment = {});

}  // namespace isocost
