#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "simulator/catalogue/catalogue.h"

namespace isocost {

namespace fs = std::filesystem;

std::string find_models_folder(const std::string& asked_for) {
  if (!asked_for.empty()) return asked_for;
  if (const char* from_environment = std::getenv("ISOCOST_MODELS")) return from_environment;
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored).parent_path();
  for (const fs::path& candidate :
       {program / "../share/isocost/models", fs::path(ISOCOST_SOURCE_MODELS), fs::path("models")})
    if (fs::is_directory(candidate, ignored)) return candidate.lexically_normal().string();
  return "models";
}

}  // namespace isocost
