#include "simulator/report/private_folder.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>

namespace isocost {

namespace fs = std::filesystem;

PrivateFolder::PrivateFolder() {
  std::random_device random;
  do path_ = fs::temp_directory_path() / fmt::format("isocost-{:08x}{:08x}", random(), random());
  while (!fs::create_directory(path_));
  fs::permissions(path_, fs::perms::owner_all);
}

PrivateFolder::~PrivateFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(fmt::format("{} cannot be read", path));
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace isocost
